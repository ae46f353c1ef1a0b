//! What Swagger 2.0 says about fields together, and about the form of a text.

use std::collections::HashSet;

use crate::structure::conditions::has_a_response;
use crate::structure::shape::Kind;
use crate::structure::walk::Walk;
use architect_document::NodeId;

/// Checks the conditions of one object.
pub(in crate::structure) fn check(walk: &mut Walk<'_>, node: NodeId, kind: Kind) {
    match kind {
        Kind::OpenApi => {
            host(walk, node);
            base_path(walk, node);
            each_once(walk, node, "schemes");
        }
        Kind::Operation => {
            each_once(walk, node, "schemes");
            each_once(walk, node, "tags");
        }
        Kind::Responses => has_a_response(walk, node),
        _ => {}
    }
}

/// A name or an address, and perhaps a port: no scheme, no path, no template.
fn host(walk: &mut Walk<'_>, node: NodeId) {
    let Some((value, host)) = text(walk, node, "host") else { return };
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let legal = |character: char| !matches!(character, '{' | '}' | '/' | ' ' | '\\');
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if name.is_empty() || !name.chars().all(legal) || !port.is_none_or(is_port) {
        let help = "Write the name alone, with a port where it needs one: `api.example.com:8443`. `schemes` and \
                    `basePath` hold the rest of the address.";
        walk.invalid(value, &format!("is `{host}`, which is no host"), Some(help));
    }
}

fn base_path(walk: &mut Walk<'_>, node: NodeId) {
    let Some((value, path)) = text(walk, node, "basePath") else { return };
    if !path.starts_with('/') {
        walk.invalid(value, "must begin with `/`", Some(&format!("Write `/{path}`.")));
    }
}

/// A list of words in which none stands twice.
fn each_once(walk: &mut Walk<'_>, node: NodeId, field: &str) {
    let Some(list) = walk.document.get(node, field) else { return };
    let mut known = HashSet::new();
    for item in walk.document.items(list) {
        let Some(word) = walk.document.string(*item) else { continue };
        if !known.insert(word) {
            walk.invalid(*item, &format!("names `{word}` a second time"), Some("Remove it."));
        }
    }
}

fn text<'d>(walk: &Walk<'d>, node: NodeId, field: &str) -> Option<(NodeId, &'d str)> {
    let value = walk.document.get(node, field)?;
    Some((value, walk.document.string(value)?))
}
