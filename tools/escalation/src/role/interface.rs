//! Files that draw a user interface. What they show or hide is decided elsewhere.

use super::Place;
use crate::code::Language;

/// Extensions of files that draw.
const DRAWN: [&str; 10] = ["tsx", "jsx", "vue", "svelte", "astro", "cshtml", "razor", "erb", "haml", "slim"];

/// Folders of what runs in a browser or on a phone.
const FOLDERS: [&str; 28] = [
    "frontend",
    "front-end",
    "client",
    "clients",
    "webapp",
    "web-app",
    "src-ui",
    "ui",
    "mobile",
    "desktop",
    "console",
    "dashboard",
    "components",
    "scenes",
    "screens",
    "widgets",
    "hooks",
    "pages",
    "views",
    "static",
    "assets",
    "public",
    "templates",
    "javascript",
    "stores",
    "contexts",
    "reducers",
    "composables",
];

/// Folders and files that run on a server all the same.
const SERVED: [&str; 8] = ["api", "server", "backend", "functions", "middleware", "actions", "trpc", "graphql"];

/// Whether a file draws a user interface, by its path.
pub(super) fn is_interface(place: &Place, language: Option<Language>) -> bool {
    let stem = place.name.split('.').next().unwrap_or_default();
    // Of a framework that mixes both: what answers requests.
    let served = if calls_a_server(place) {
        place.in_folder(&["server", "backend", "functions"])
    } else {
        place.in_folder(&SERVED)
    };
    if served || SERVED.contains(&stem) || matches!(stem, "route" | "proxy") {
        return false;
    }
    if place.has_extension(&DRAWN) {
        // Such a page may itself decide who sees it.
        return !(place.has_extension(&["tsx", "jsx"]) && matches!(stem, "page" | "layout"));
    }
    let script = language == Some(Language::Script);
    // Script below `web/src` that is not a server's; components that Rust compiles for the browser. An application of a
    // workspace that is called `web` is often one of a framework that mixes both.
    let web = format!("/{}", place.path);
    let web = web.contains("/web/src/") && !web.contains("/apps/web/src/");
    script && (place.in_folder(&FOLDERS) || web || is_root(place))
        || language == Some(Language::Rust) && place.in_folder(&["frontend", "components"])
}

/// Whether a folder `api` holds what calls a server, not one: below a folder that is the browser's as a whole, and not
/// where a framework that mixes both looks for what answers.
fn calls_a_server(place: &Place) -> bool {
    is_root(place) && !place.path.contains("/pages/api/") && !place.path.contains("/app/api/")
}

/// Whether a folder is named as the part of a program that runs in the browser: `frontend`, `ui-app`, `admin-ui`.
fn is_root(place: &Place) -> bool {
    let folders = place.segments.len().saturating_sub(1);
    place.segments.iter().take(folders).any(|folder| {
        let folder = folder.to_ascii_lowercase();
        matches!(folder.as_str(), "frontend" | "front-end" | "webapp" | "web-app" | "src-ui" | "webui" | "web-ui")
            || folder.starts_with("ui-")
            || folder.ends_with("-ui")
            || folder.ends_with("-frontend")
            || folder.ends_with("_frontend")
    })
}
