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
    if place.in_folder(&SERVED) || SERVED.contains(&stem) || matches!(stem, "route" | "proxy") {
        return false;
    }
    if place.has_extension(&DRAWN) {
        // Such a page may itself decide who sees it.
        return !(place.has_extension(&["tsx", "jsx"]) && matches!(stem, "page" | "layout"));
    }
    let script = language == Some(Language::Script);
    // Script below `web/src` that is not a server's; components that Rust compiles for the browser.
    script && (place.in_folder(&FOLDERS) || place.path.contains("/web/src/"))
        || language == Some(Language::Rust) && place.in_folder(&["frontend", "components"])
}
