//! What a planner says of the candidates.
//!
//! A [`Planner`] is a server's own, asked with hypothetical or empty tables. Where it tells costs, indexes are chosen
//! one by one, the one that saves most of the workload's cost first; where it tells only which index it takes, each must
//! be taken for one of its queries beside the others.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Context, Gap, ToolError};

use super::{Advice, Asked, Dropped, Recommendation};

/// What a planner makes of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The estimated cost, where the planner tells it.
    pub cost: Option<f64>,
    /// Names of the indexes it takes.
    pub indexes: BTreeSet<String>,
}

/// A planner that can be asked about indexes that are not there.
pub trait Planner {
    /// Whether plans have costs.
    fn tells_costs(&self) -> bool;

    /// Adds an index: its name by which plans call it, or why it cannot be.
    fn add(&mut self, recommendation: &Recommendation) -> Result<String, String>;

    /// Takes an added index away again.
    fn remove(&mut self, name: &str);

    /// The plan of a query of the workload, or why there is none.
    fn plan(&mut self, query: usize) -> Result<Plan, String>;
}

/// What the planner says of a recommendation.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Verdict {
    /// There was no planner to ask.
    #[default]
    NotAsked,
    /// It takes the index for these queries, by their number.
    Taken(Vec<usize>),
    /// It takes the index, and the cost of its queries falls.
    Cheaper {
        /// The estimated cost of its queries, weighed, without it and with it.
        before: f64,
        /// With it.
        after: f64,
    },
    /// It could not be asked.
    Unknown(String),
}

/// An index that saves less than this part of its queries' cost is not worth its writes.
const LEAST_GAIN: f64 = 0.05;

/// Asks the planner about each recommendation. What it does not take up is dropped and named.
pub(super) fn judge(
    asked: &Asked<'_>,
    ranked: &mut Vec<Recommendation>,
    planner: &mut dyn Planner,
    advice: &mut Advice,
    context: &Context,
) -> Result<(), ToolError> {
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    let mut before: BTreeMap<usize, Plan> = BTreeMap::new();
    let is_read = |query: &usize| asked.queries.get(*query).is_some_and(|query| !query.blocks.is_empty());
    let queries: BTreeSet<usize> = if planner.tells_costs() {
        (0..asked.queries.len()).filter(is_read).collect()
    } else {
        ranked.iter().flat_map(queries).collect()
    };
    for query in queries {
        context.checkpoint()?;
        match planner.plan(query) {
            Ok(plan) => {
                before.insert(query, plan);
            }
            Err(why) => {
                refused.insert(query, why);
            }
        }
    }
    for (query, why) in &refused {
        if let Some(weighed) = asked.workload.queries.get(*query) {
            let span = weighed.statement.source().span(weighed.statement.bytes());
            advice.gaps.push(Gap::at(span, format!("the planner could not be asked about this query: {why}")));
        }
    }
    if planner.tells_costs() {
        by_cost(asked, ranked, planner, advice, &before, context)
    } else {
        by_use(ranked, planner, advice, &before, context)
    }
}

fn queries(recommendation: &Recommendation) -> BTreeSet<usize> {
    recommendation.needs.iter().map(|need| need.query).collect()
}

/// All are added, since one may be of use only beside another; then those that no query takes go, the least one first,
/// until each that is left is taken.
fn by_use(
    ranked: &mut Vec<Recommendation>,
    planner: &mut dyn Planner,
    advice: &mut Advice,
    known: &BTreeMap<usize, Plan>,
    context: &Context,
) -> Result<(), ToolError> {
    let mut added: Vec<(Recommendation, String)> = Vec::new();
    for mut recommendation in std::mem::take(ranked) {
        context.checkpoint()?;
        let unknown = if queries(&recommendation).iter().any(|query| known.contains_key(query)) {
            match planner.add(&recommendation) {
                Ok(name) => {
                    added.push((recommendation, name));
                    continue;
                }
                Err(why) => why,
            }
        } else {
            "none of its queries could be planned".to_owned()
        };
        recommendation.verdict = Verdict::Unknown(unknown);
        ranked.push(recommendation);
    }
    loop {
        let before = added.len();
        for at in (0..added.len()).rev() {
            context.checkpoint()?;
            let Some((recommendation, name)) = added.get_mut(at) else { continue };
            let own: Vec<usize> =
                queries(recommendation).into_iter().filter(|query| known.contains_key(query)).collect();
            let takers = takers(planner, &own, name);
            if takers.is_empty() {
                planner.remove(name);
                let (recommendation, _) = added.remove(at);
                let reason = "the planner takes another index for its queries, or none".to_owned();
                advice.dropped.push(Dropped { statement: recommendation.statement, reason });
            } else {
                recommendation.verdict = Verdict::Taken(takers);
            }
        }
        if added.len() == before {
            break;
        }
    }
    let unknown = std::mem::take(ranked);
    ranked.extend(added.into_iter().map(|(recommendation, _)| recommendation));
    ranked.extend(unknown);
    Ok(())
}

fn takers(planner: &mut dyn Planner, queries: &[usize], name: &str) -> Vec<usize> {
    let takes = |query: &&usize| planner.plan(**query).is_ok_and(|plan| plan.indexes.contains(name));
    queries.iter().filter(takes).copied().collect()
}

/// One by one, the one that saves most of the whole cost first, as long as one saves enough.
fn by_cost(
    asked: &Asked<'_>,
    ranked: &mut Vec<Recommendation>,
    planner: &mut dyn Planner,
    advice: &mut Advice,
    known: &BTreeMap<usize, Plan>,
    context: &Context,
) -> Result<(), ToolError> {
    let cost_of = |plan: &Plan| plan.cost.unwrap_or(0.0);
    // The weight of a query by time is what it costs already: calls tell how often a saving is had.
    let calls = |query: usize| asked.calls(query);
    let mut costs: BTreeMap<usize, f64> = known.iter().map(|(query, plan)| (*query, cost_of(plan))).collect();
    let whole = |costs: &BTreeMap<usize, f64>| costs.iter().map(|(query, cost)| cost * calls(*query)).sum::<f64>();
    let first = whole(&costs);
    let mut waiting: Vec<Recommendation> = std::mem::take(ranked);
    let mut chosen: Vec<(Recommendation, String)> = Vec::new();
    // What one index saves grows less with the others, never more: so the saving of the last round is a bound, and few
    // have to be asked again.
    let mut bounds: Vec<f64> = vec![f64::INFINITY; waiting.len()];
    loop {
        let mut best: Option<(usize, f64, BTreeMap<usize, f64>)> = None;
        let mut order: Vec<usize> = (0..waiting.len()).collect();
        order.sort_by(|one, two| {
            let bound = |at: &usize| bounds.get(*at).copied().unwrap_or(0.0);
            bound(two).total_cmp(&bound(one)).then(one.cmp(two))
        });
        for at in order {
            context.checkpoint()?;
            if best.as_ref().is_some_and(|(_, gain, _)| bounds.get(at).copied().unwrap_or(0.0) <= *gain) {
                break;
            }
            let Some(recommendation) = waiting.get_mut(at) else { continue };
            let name = match planner.add(recommendation) {
                Ok(name) => name,
                Err(why) => {
                    recommendation.verdict = Verdict::Unknown(why);
                    if let Some(bound) = bounds.get_mut(at) {
                        *bound = 0.0;
                    }
                    continue;
                }
            };
            let mut changed = BTreeMap::new();
            let mut gain = 0.0;
            for query in asked.queries_of(&recommendation.candidate.table) {
                let Some(now) = costs.get(&query) else { continue };
                if let Ok(plan) = planner.plan(query) {
                    let cost = cost_of(&plan).min(*now);
                    if cost < *now {
                        gain += (now - cost) * calls(query);
                        changed.insert(query, cost);
                    }
                }
            }
            planner.remove(&name);
            if let Some(bound) = bounds.get_mut(at) {
                *bound = gain;
            }
            let own: f64 = changed.keys().filter_map(|query| Some(costs.get(query)? * calls(*query))).sum();
            let enough = gain > own * LEAST_GAIN && gain > 0.0;
            if enough && best.as_ref().is_none_or(|(_, known, _)| gain > *known) {
                best = Some((at, gain, changed));
            }
        }
        let Some((at, _, changed)) = best else { break };
        bounds.remove(at);
        let mut recommendation = waiting.remove(at);
        let before = changed.keys().filter_map(|query| Some(costs.get(query)? * calls(*query))).sum();
        let after = changed.iter().map(|(query, cost)| cost * calls(*query)).sum();
        recommendation.verdict = Verdict::Cheaper { before, after };
        costs.extend(changed);
        if let Ok(name) = planner.add(&recommendation) {
            chosen.push((recommendation, name));
        }
    }
    // What a later choice made needless goes again.
    let mut at = 0;
    while let Some((recommendation, name)) = chosen.get(at) {
        context.checkpoint()?;
        let own: Vec<usize> =
            asked.queries_of(&recommendation.candidate.table).filter(|query| costs.contains_key(query)).collect();
        if takers(planner, &own, name).is_empty() {
            planner.remove(name);
            let (recommendation, _) = chosen.remove(at);
            let reason = "beside the others the planner does not take it".to_owned();
            advice.dropped.push(Dropped { statement: recommendation.statement, reason });
        } else {
            at += 1;
        }
    }
    for recommendation in waiting {
        if let Verdict::Unknown(_) = recommendation.verdict {
            ranked.push(recommendation);
        } else {
            let reason = "the planner does not take it, or it saves next to nothing beside the others".to_owned();
            advice.dropped.push(Dropped { statement: recommendation.statement, reason });
        }
    }
    let unknown = std::mem::take(ranked);
    ranked.extend(chosen.into_iter().map(|(recommendation, _)| recommendation));
    ranked.extend(unknown);
    advice.cost = Some((first, whole(&costs)));
    Ok(())
}
