//! Routes in code: paths that a program answers, and that no longer stand anywhere in the change.
//!
//! A route is told by how the frameworks declare it: Express, Fastify, Nest, Next's files, Flask, `FastAPI`, Django, Rails,
//! Laravel, Symfony, Spring, JAX-RS, servlets, ASP.NET, Gin, Echo, Chi, `net/http`, Axum, Actix, Rocket. Pages that are
//! drawn for people are no contract.

use std::collections::{HashMap, HashSet};

use architect_core::Confidence;

use super::goes;
use crate::change::{Operation, Side};
use crate::code::Language;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::span::Spans;
use crate::examined::{Examined, ReadBlock, programs};
use crate::fact::{Facts, What};

/// Words that declare a route whatever stands in front of them, in lower case.
const DECLARES: [&str; 25] = [
    "methodfunc",
    "group",
    "scope",
    "route",
    "handlefunc",
    "mapget",
    "mappost",
    "mapput",
    "mapdelete",
    "mappatch",
    "mapmethods",
    "getmapping",
    "postmapping",
    "putmapping",
    "deletemapping",
    "patchmapping",
    "requestmapping",
    "httpget",
    "httppost",
    "httpput",
    "httpdelete",
    "httppatch",
    "api_route",
    "add_url_rule",
    "add_api_route",
];

/// Methods of HTTP, which declare a route only on a router or as an annotation: a client calls by the same words.
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "all", "any"];

/// What a router is called, in lower case: the whole name, or its end.
const ROUTERS: [&str; 12] =
    ["app", "router", "routes", "route", "api", "server", "fastify", "group", "blueprint", "bp", "mux", "engine"];

/// Reads the routes of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let answers = |file: &&Examined<'_>| file.is_program() && !is_of_pages(file);
    // What stands anywhere on the new side, as a route or in another way, did not go.
    let standing: HashSet<&str> = files
        .iter()
        .filter(|file| file.guard.is_none())
        .flat_map(|file| &file.new)
        .flat_map(|read| &read.tokens)
        .filter(|token| token.kind == TokenKind::Text && token.text.len() < MOST_BYTES)
        .map(|token| token.text.trim_matches('/'))
        .collect();
    for file in files.iter().filter(answers) {
        let mut gone: Vec<(usize, usize, &str)> = Vec::new();
        let with_data = answers_with_data(file) || is_of_answers(file);
        let mut spans: Option<Spans> = None;
        for (block, read) in file.old.iter().enumerate() {
            for Route { line, path: route, .. } in routes(file, read) {
                if !goes(file, read, line) {
                    continue;
                }
                if standing.contains(route.trim_matches('/')) {
                    // On a line that is otherwise the same, another path takes its place whatever else is called so.
                    let spans = spans.get_or_insert_with(|| Spans::of(file.language(), &file.old, &file.new).0);
                    let differing = spans.of_line(block, line).and_then(|span| read.tokens.get(span));
                    if !matches!(differing, Some([path]) if path.text == route) {
                        continue;
                    }
                }
                if is_for_programs(file, with_data, route, read.block.line_text(line))
                    || answers_programs(file, read, line, route)
                {
                    gone.push((block, line, route));
                }
            }
        }
        let Some((block, line, first)) = gone.first().copied() else {
            turned(file, facts);
            continue;
        };
        let Some(read) = file.old.get(block) else { continue };
        let others = gone.len() - 1;
        let further = if others == 0 { String::new() } else { format!(", and so do {others} more") };
        let what = What::ContractChanged { what: format!("the route `{first}` goes{further}"), breaking: true };
        facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
    }
    for file in files.iter().filter(|file| file.guard.is_none()) {
        files_of_routes(file, facts);
    }
    controllers(files, facts);
    out_of_versions(files, facts);
}

/// A route that stays, and is called by another method from now on.
fn turned(file: &Examined<'_>, facts: &mut Facts) {
    let (before, after) = (by_path(file, Side::Old), by_path(file, Side::New));
    let with_data = answers_with_data(file);
    for read in &file.old {
        for Route { line, path, method } in routes(file, read) {
            let (Some(method), Some([_])) = (method, before.get(path).map(Vec::as_slice)) else { continue };
            let Some([Some(other)]) = after.get(path).map(Vec::as_slice) else { continue };
            if *other == method
                || !goes(file, read, line)
                || !is_for_programs(file, with_data, path, read.block.line_text(line))
            {
                continue;
            }
            let (from, to) = (method.to_uppercase(), other.to_uppercase());
            let what = format!("the route `{path}` is called by {to} instead of {from}");
            let what = What::ContractChanged { what, breaking: true };
            facts.on_line(file, Side::Old, read, line, what).confidence(Confidence::Medium);
            return;
        }
    }
}

/// The methods that each path of a side is answered by, as often as it is declared.
fn by_path<'f>(file: &'f Examined<'_>, side: Side) -> HashMap<&'f str, Vec<Option<&'static str>>> {
    let mut methods: HashMap<&str, Vec<Option<&'static str>>> = HashMap::new();
    for route in file.side(side).iter().flat_map(|read| routes(file, read)) {
        methods.entry(route.path).or_default().push(route.method);
    }
    methods
}

/// A route that a block declares.
struct Route<'r> {
    line: usize,
    path: &'r str,
    /// The method of HTTP, in lower case, where the declaration says one.
    method: Option<&'static str>,
}

impl<'r> Route<'r> {
    fn new(line: usize, path: &'r str) -> Self {
        Self { line, path, method: None }
    }
}

/// The method of HTTP that a declaration is called by: `GetMapping`, `HttpPost`, `get`.
fn method_of(name: &str) -> Option<&'static str> {
    let known = ["get", "post", "put", "patch", "delete"];
    known.into_iter().find(|method| {
        name == *method || name.strip_suffix("mapping") == Some(method) || name.strip_prefix("http") == Some(method)
    })
}

/// A path longer than this is a text.
const MOST_BYTES: usize = 160;

/// Whether a file declares what people look at: Laravel's `web.php`, controllers of an administration.
fn is_of_pages(file: &Examined<'_>) -> bool {
    let path = file.file.path.to_ascii_lowercase();
    let rails = file.language() == Some(Language::Ruby) && !path.contains("api") && !is_of_rails(file);
    file.role.interface || path.ends_with("routes/web.php") || rails
}

/// Whether a route is for other programs, by a word of it or of its file: others may be pages of the program's own.
fn is_for_programs(file: &Examined<'_>, with_data: bool, route: &str, line: &str) -> bool {
    const WORDS: [&str; 10] =
        ["api", "apis", "rest", "rpc", "graphql", "endpoint", "endpoints", "gateway", "webhook", "webhooks"];
    let says = |text: &str| {
        crate::word::words(text).iter().any(|word| WORDS.contains(&word.as_str())) || text.split('/').any(is_version)
    };
    let path = &file.file.path;
    // What an administration asks its own server is no contract with others.
    let own = |text: &str| {
        let words = crate::word::words(text);
        let has = |named: &[&str]| words.iter().any(|word| named.contains(&word.as_str()));
        has(&["admin", "ui"]) && !has(&["api"])
    };
    let rails = is_of_rails(file);
    (rails || with_data || says(route) || says(path) || says(line)) && !own(route) && !own(path)
}

/// Whether the classes of a file answer with data, never with pages, as Spring and ASP.NET mark them.
fn answers_with_data(file: &Examined<'_>) -> bool {
    let tokens = file.old.iter().flat_map(|read| &read.tokens);
    tokens.into_iter().any(|token| matches!(token.text, "RestController" | "ApiController"))
}

/// Whether a line of a handler answers with JSON.
fn answers_with_json(text: &str) -> bool {
    let chained = text.contains(").json(") || text.trim_start().starts_with(".json(");
    text.contains("res.json(") || text.contains("c.json(") || text.contains(".send({") || chained
}

/// Whether a file of routes answers with JSON anywhere in sight: then all of its routes are for programs.
fn is_of_answers(file: &Examined<'_>) -> bool {
    let of_routes = file.file.path.split('/').any(|part| part == "routes");
    let scripted = file.language() == Some(Language::Script);
    of_routes && scripted && file.old.iter().any(|read| read.block.text.lines().any(answers_with_json))
}

/// Whether what stands behind a route answers with JSON, as pages do not.
fn answers_programs(file: &Examined<'_>, read: &ReadBlock<'_>, line: usize, route: &str) -> bool {
    const CLOSE: usize = 15;
    let own = crate::word::words(route).iter().any(|word| matches!(word.as_str(), "admin" | "ui"));
    let scripted = file.language() == Some(Language::Script);
    scripted && !own && (line..line + CLOSE).any(|near| answers_with_json(read.block.line_text(near)))
}

/// Whether a file declares the routes of Rails; which of them are for programs says the block that they stand in.
fn is_of_rails(file: &Examined<'_>) -> bool {
    let path = &file.file.path;
    file.language() == Some(Language::Ruby) && (path.ends_with("config/routes.rb") || path.contains("config/routes/"))
}

/// The routes of Rails that stand in a scope for programs: `namespace :api do … resources :orders`.
fn of_rails<'r>(read: &'r ReadBlock<'_>) -> Vec<(usize, &'r str)> {
    const WORDS: [&str; 8] = ["get", "post", "put", "patch", "delete", "resources", "resource", "match"];
    let indent = |text: &str| text.len() - text.trim_start().len();
    let for_programs =
        |text: &str| crate::word::words(text).iter().any(|word| matches!(word.as_str(), "api" | "v" | "oauth"));
    let mut found = Vec::new();
    // The lines around, each further to the left than the one below it.
    let mut around: Vec<(usize, bool)> = Vec::new();
    let heading = read.block.heading.as_deref().is_some_and(for_programs);
    for index in 0..read.block.lines.len() {
        let text = read.block.line_text(index);
        if text.trim().is_empty() {
            continue;
        }
        let column = indent(text);
        around.retain(|(outer, _)| *outer < column);
        let inside = heading || around.iter().any(|(_, for_programs)| *for_programs);
        let mut words = text.split_whitespace();
        let declares = words.next().is_some_and(|word| WORDS.contains(&word));
        if declares && (inside || for_programs(text)) {
            let name = words.next().unwrap_or_default();
            found.push((index, name.trim_matches(|c: char| matches!(c, ':' | ',' | '"' | '\''))));
        }
        if text.trim_end().ends_with(" do") || text.contains(" do |") {
            around.push((column, for_programs(text)));
        }
    }
    found
}

/// `v2`.
fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()))
}

/// The routes that a block declares.
fn routes<'r>(file: &Examined<'_>, read: &'r ReadBlock<'_>) -> Vec<Route<'r>> {
    if is_of_rails(file) {
        return of_rails(read).into_iter().map(|(line, path)| Route::new(line, path)).collect();
    }
    let django = file.language() == Some(Language::Python) && file.file.path.contains("urls");
    let laravel = file.language() == Some(Language::Php) && file.file.path.contains("routes/api");
    let of_routes = file.file.path.split('/').any(|part| matches!(part, "routes" | "routers" | "controllers"));
    let tokens = &read.tokens;
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = |steps: usize| index.checked_sub(steps).and_then(|at| tokens.get(at));
        if token.kind == TokenKind::Word && is_servlet(tokens, index) {
            found.push(Route::new(read.block.line_at(token.start), token.text));
        }
        if token.kind != TokenKind::Text || !is_path(token.text) {
            continue;
        }
        let Some(behind) = behind_bracket(tokens, index) else { continue };
        let Some(call) = before(behind).filter(|call| call.kind == TokenKind::Word) else { continue };
        let name = call.text.to_ascii_lowercase();
        let documented = before(behind + 3).is_some_and(|name| name.text == "utoipa");
        let annotates = documented || before(behind + 1).is_some_and(|mark| matches!(mark.text, "@" | "[" | "#"));
        // The method of HTTP may stand in front of the path.
        if behind > 2 && !annotates && name != "methodfunc" {
            continue;
        }
        let rooted = token.text.starts_with('/');
        let of_router = || {
            let owner = (3..=5).filter_map(before).find(|owner| owner.kind == TokenKind::Word);
            owner.is_some_and(|owner| is_router(owner.text))
        };
        // Builders chain them, with what answers behind the path: whoever calls says only where to, or with which options.
        let chained = || match (tokens.get(index + 1), tokens.get(index + 2)) {
            (Some(comma), Some(answers)) => comma.text == "," && answers.text != "{",
            _ => false,
        };
        let built = matches!(file.language(), Some(Language::Rust)) && chained()
            || file.language() == Some(Language::Script) && of_routes && chained();
        // `[Route("Orders")]` on a class names the controller anew.
        let annotates = annotates && (rooted || name != "route");
        let of_method = METHODS.contains(&name.as_str());
        let declares = DECLARES.contains(&name.as_str()) && (rooted || annotates)
            || of_method
                && (annotates && (rooted || matches!(file.language(), Some(Language::Script | Language::Rust)))
                    || rooted && (of_router() || built || laravel))
            || django && (is_django(&name) || name == "register" && of_router())
            || name == "path" && annotates && rooted;
        if declares {
            // What several applications share a path for is told by the application.
            let included = django.then(|| included(tokens, index)).flatten();
            let path = included.unwrap_or(token.text);
            found.push(Route { line: read.block.line_at(token.start), path, method: method_of(&name) });
        }
    }
    found
}

/// How many tokens before a text the name of what it is given to stands: just before the bracket, or, in an annotation, before the
/// name of the argument and the list: `@GetMapping(value = {"/orders", "/orders/all"})`.
fn behind_bracket(tokens: &[Token<'_>], index: usize) -> Option<usize> {
    const MOST: usize = 16;
    let before = |steps: usize| index.checked_sub(steps).and_then(|at| tokens.get(at));
    let mut steps = 1;
    let part = |token: &Token<'_>| token.kind == TokenKind::Text || matches!(token.text, "," | "{" | "[" | "+");
    let constant = |steps: usize| {
        // `Paths.ORDERS + "/close"`
        let word = before(steps).is_some_and(|token| token.kind == TokenKind::Word || token.text == ".");
        word && (1..steps).any(|near| before(near).is_some_and(|token| token.text == "+"))
    };
    while before(steps).is_some_and(part) || constant(steps) {
        steps += 1;
        if steps > MOST {
            return None;
        }
    }
    if before(steps)?.text == "=" {
        before(steps + 1).filter(|name| matches!(name.text, "value" | "path" | "Route" | "name"))?;
        steps += 2;
        // Other arguments may stand in front: `#[utoipa::path(get, path = "/orders")]`.
        while before(steps).is_some_and(|token| token.text == "," || token.kind == TokenKind::Word) && steps <= MOST {
            steps += 1;
        }
    }
    (before(steps)?.text == "(").then_some(steps + 1)
}

/// Whether a call declares a path of Django: `path`, `re_path`, `url`, and those that projects build on them.
fn is_django(name: &str) -> bool {
    matches!(name, "path" | "re_path" | "url") || name.ends_with("_path")
}

/// The module whose paths are included below one: `path("api/", include("orders.urls"))`.
fn included<'t>(tokens: &[Token<'t>], index: usize) -> Option<&'t str> {
    let [comma, include, open, module] = tokens.get(index + 1..index + 5)? else { return None };
    let is = comma.text == "," && include.text == "include" && open.text == "(" && module.kind == TokenKind::Text;
    is.then_some(module.text)
}

/// Whether a name is that of a router: `app`, `apiRouter`, `r`.
fn is_router(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(name, "r" | "e" | "g" | "rg") || ROUTERS.iter().any(|router| lower.ends_with(router))
}

/// A method of a servlet that answers requests.
fn is_servlet(tokens: &[Token<'_>], index: usize) -> bool {
    let Some([name, open, request]) = tokens.get(index..index + 3) else { return false };
    matches!(name.text, "doPut" | "doDelete" | "doPatch") && open.text == "(" && request.text == "HttpServletRequest"
}

fn is_path(text: &str) -> bool {
    text.len() < MOST_BYTES
        && text.len() > 1
        && !text.contains(char::is_whitespace)
        && !text.contains("://")
        && text.chars().any(char::is_alphanumeric)
        && !matches!(text.trim_matches('/'), "health" | "healthz" | "ping" | "metrics" | "status" | "favicon.ico")
}

/// Controllers that are reached by their name, where the folder says that they are an interface for programs: what they
/// answered goes with the file.
fn controllers(files: &[Examined<'_>], facts: &mut Facts) {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.split('.').next().unwrap_or(name).to_ascii_lowercase()
    };
    let standing: HashSet<String> = files
        .iter()
        .filter(|file| file.file.operation != Operation::Deleted)
        .map(|file| stem(file.file.path_on(Side::New)))
        .collect();
    let told = breaking(facts);
    for file in files.iter().filter(|file| file.file.operation == Operation::Deleted && file.is_program()) {
        let path = file.file.path_on(Side::Old);
        let lower = path.to_ascii_lowercase();
        let folders: Vec<&str> = lower.split('/').collect();
        let has = |names: &[&str]| folders.iter().rev().skip(1).any(|folder| names.contains(folder));
        let stem = stem(path);
        let answers = has(&["resources", "resource", "endpoints", "resolvers", "servlets"])
            || ["controller", "resource", "endpoint", "servlet"].iter().any(|end| stem.ends_with(end));
        let versioned = has(&["api", "apis", "rest", "v1", "v2", "v3"]) && answers && !has(&["admin", "ui", "web"]);
        let of_api = has(&["api", "apis"]) && has(&["controllers", "controller"]) || versioned;
        if of_api && !told.contains(path) && !standing.contains(&stem) {
            let what =
                What::ContractChanged { what: format!("the controller `{stem}` of an API goes"), breaking: true };
            facts.on_file(file, Side::Old, what).confidence(Confidence::Medium);
        }
    }
}

/// Files that declare routes of a version of an interface and leave its folder: `routes/v2/sessions.rs`. The version no longer
/// answers what they did.
fn out_of_versions(files: &[Examined<'_>], facts: &mut Facts) {
    let version_of = |path: &str| {
        let mut folders = path.rsplit('/').skip(1);
        folders.find(|folder| is_version(&folder.to_ascii_lowercase())).map(str::to_ascii_lowercase)
    };
    let told: HashSet<String> = breaking(facts);
    for file in programs(files) {
        let left = matches!(file.file.operation, Operation::Deleted | Operation::Renamed);
        let (old, new) = (file.file.path_on(Side::Old), file.file.path_on(Side::New));
        let Some(version) = version_of(old).filter(|_| left && !told.contains(old)) else { continue };
        let stays = file.file.operation == Operation::Renamed && version_of(new).as_ref() == Some(&version);
        let declared = file.old.iter().any(|read| !routes(file, read).is_empty());
        if declared && !stays {
            let what = format!("the routes of `{old}` leave version `{version}`");
            let what = What::ContractChanged { what, breaking: true };
            facts.on_file(file, Side::Old, what).confidence(Confidence::Medium);
            return;
        }
    }
}

/// The files of which something is told that breaks a contract.
fn breaking(facts: &Facts) -> HashSet<String> {
    let breaks = |fact: &&crate::fact::Fact| matches!(fact.what, What::ContractChanged { breaking: true, .. });
    facts.all.iter().filter(breaks).map(|fact| fact.place.source.clone()).collect()
}

/// A route of a version that is a file by itself, in Next: it goes with the file. Others are asked by the program's own pages.
fn files_of_routes(file: &Examined<'_>, facts: &mut Facts) {
    if file.file.operation != Operation::Deleted {
        return;
    }
    let path = file.file.path_on(Side::Old);
    let Some((_, route)) = path.split_once("app/api/").or_else(|| path.split_once("pages/api/")) else { return };
    let script = file.language() == Some(Language::Script);
    let answers =
        path.contains("pages/api/") || route.rsplit('/').next().is_some_and(|name| name.starts_with("route."));
    if script && answers && route.split('/').any(is_version) {
        let what = What::ContractChanged { what: format!("the route `/api/{}` goes", named(route)), breaking: true };
        facts.on_file(file, Side::Old, what).confidence(Confidence::Medium);
    }
}

/// The route of a file, without the file's own name where that says nothing.
fn named(route: &str) -> &str {
    let stem = route.rsplit_once('.').map_or(route, |(stem, _)| stem);
    stem.strip_suffix("/route").or_else(|| stem.strip_suffix("/index")).unwrap_or(stem)
}
