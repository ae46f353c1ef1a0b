//! What callers reach by a name that is no path: the extra actions of Django's views, and the services of gRPC.

use std::cell::LazyCell;
use std::collections::HashSet;

use architect_core::Confidence;

use super::goes;
use crate::change::{Operation, Side};
use crate::code::Language;
use crate::code::definition::Definitions;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::role::Kind;

/// Reads the methods of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let source = |file: &&Examined<'_>| file.guard.is_none() && file.role.kind == Kind::Source;
    let served: HashSet<String> = files
        .iter()
        .filter(source)
        .flat_map(|file| &file.new)
        .flat_map(|read| services(read).map(|(_, service)| service))
        .collect();
    let named = |file: &Examined<'_>, side: Side| -> HashSet<String> {
        let Some(language) = file.language() else { return HashSet::new() };
        let of = |read: &ReadBlock<'_>| -> Vec<String> {
            Definitions::of(language, read.block, &read.tokens).names().map(ToOwned::to_owned).collect()
        };
        file.side(side).iter().flat_map(of).collect()
    };
    let standing = LazyCell::new(|| -> HashSet<String> {
        files.iter().filter(source).flat_map(|file| named(file, Side::New)).collect()
    });
    for file in files.iter().filter(source) {
        called(file, &|method| standing.contains(method), facts);
        match file.language() {
            // Together with its file, a view goes with the route that leads to it.
            Some(Language::Python) if file.file.operation != Operation::Deleted => actions(file, facts),
            Some(Language::Go) => {
                for read in &file.old {
                    let mut gone =
                        services(read).filter(|(line, service)| goes(file, read, *line) && !served.contains(service));
                    let Some((line, service)) = gone.next() else { continue };
                    let what = format!("the service `{service}` is no longer served");
                    tell(file, read, line, what, facts);
                }
            }
            _ => {}
        }
    }
}

/// `@action(detail=True) def close(self, …)`: a path below that of the view.
fn actions(file: &Examined<'_>, facts: &mut Facts) {
    let names: HashSet<String> = file
        .new
        .iter()
        .flat_map(|read| {
            let definitions = Definitions::of(Language::Python, read.block, &read.tokens);
            definitions.names().map(ToOwned::to_owned).collect::<Vec<_>>()
        })
        .collect();
    for read in &file.old {
        let definitions = Definitions::of(Language::Python, read.block, &read.tokens);
        for (index, token) in read.tokens.iter().enumerate() {
            let decorates =
                index.checked_sub(1).and_then(|at| read.tokens.get(at)).is_some_and(|mark| mark.text == "@");
            if !decorates || !matches!(token.text, "action" | "detail_route" | "list_route") {
                continue;
            }
            let line = read.block.line_at(token.start);
            let Some(method) = definitions.annotated(line).map(|method| method.name.as_str()) else { continue };
            if goes(file, read, line) && !names.contains(method) {
                tell(file, read, line, format!("the action `{method}` of a view goes"), facts);
            }
        }
    }
}

/// Annotations that make a method one that callers reach by its name: of GraphQL in code, of XML-RPC, JSON-RPC and SOAP.
const CALLED: [&str; 16] = [
    "Query",
    "Mutation",
    "Subscription",
    "QueryMapping",
    "MutationMapping",
    "SubscriptionMapping",
    "DgsQuery",
    "DgsMutation",
    "xmlrpc_method",
    "jsonrpc_method",
    "rpc_method",
    "JsonRpcMethod",
    "WebMethod",
    "OperationContract",
    "UseMutation",
    "ExtendObjectType",
];

/// `@Mutation(() => Order) async closeOrder(…)`, which goes with its annotation.
fn called(file: &Examined<'_>, stands: &dyn Fn(&str) -> bool, facts: &mut Facts) {
    let Some(language) = file.language().filter(|_| !file.role.interface) else { return };
    if !matches!(language, Language::Script | Language::Braces | Language::Python) {
        return;
    }
    for read in &file.old {
        let annotates = |index: usize| {
            let mark = index.checked_sub(1).and_then(|at| read.tokens.get(at));
            mark.is_some_and(|mark| matches!(mark.text, "@" | "["))
        };
        let annotations = read.tokens.iter().enumerate().filter(|(index, token)| {
            token.kind == TokenKind::Word && CALLED.contains(&token.text) && annotates(*index)
        });
        let mut definitions = None;
        for (_, token) in annotations {
            let line = read.block.line_at(token.start);
            let definitions = definitions.get_or_insert_with(|| Definitions::of(language, read.block, &read.tokens));
            let Some(method) = definitions.annotated(line).map(|method| method.name.clone()) else { continue };
            if goes(file, read, line) && !stands(&method) {
                tell(file, read, line, format!("the method `{method}` can no longer be called"), facts);
                return;
            }
        }
    }
}

/// The services that a server of gRPC is given: `v1.RegisterOrdersServer(server, …)`.
fn services<'r>(read: &'r ReadBlock<'_>) -> impl Iterator<Item = (usize, String)> + 'r {
    read.tokens.windows(4).filter_map(|four| {
        let [package, dot, register, open] = four else { return None };
        let service = register.text.strip_prefix("Register")?.strip_suffix("Server")?;
        let called = dot.text == "." && open.text == "(" && is_word(package) && !service.is_empty();
        called.then(|| (read.block.line_at(register.start), format!("{}.{service}", package.text)))
    })
}

fn is_word(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Word
}

fn tell(file: &Examined<'_>, read: &ReadBlock<'_>, line: usize, what: String, facts: &mut Facts) {
    let what = What::ContractChanged { what, breaking: true };
    facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
}
