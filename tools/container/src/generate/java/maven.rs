//! `pom.xml`.

use architect_core::{Source, ToolError};
use roxmltree::{Document, Node, ParsingOptions};

use crate::generate::java::Facts;
use crate::project::Project;
use crate::project::decision::Evidence;

/// Deepest nesting of elements that is read: a pom has some ten levels.
const MAX_DEPTH: usize = 64;

/// What a pom says.
pub(crate) fn facts(project: &Project<'_>, path: &str) -> Result<Option<(Facts, Vec<String>)>, ToolError> {
    let Some(source) = project.read(path) else { return Ok(None) };
    if too_deep(source.text()) {
        return Err(ToolError::invalid_input(format!(
            "`{}` is nested deeper than {MAX_DEPTH} elements",
            source.name()
        )));
    }
    let options = ParsingOptions { nodes_limit: 200_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(source.text(), options)
        .map_err(|error| ToolError::invalid_input(format!("`{}` is no XML: {error}", source.name())))?;
    let root = document.root_element();
    let parent = child(root, "parent");
    let own = |name: &str| child(root, name).and_then(|node| node.text()).map(str::trim);
    let resolve = |text: &str| resolve(root, text);
    let artifact = own("artifactId").unwrap_or("app");
    let version =
        own("version").or_else(|| parent.and_then(|parent| child(parent, "version")?.text())).map(str::trim);
    let build = child(root, "build");
    let final_name = build.and_then(|build| child(build, "finalName")?.text()).map(|name| resolve(name.trim()));
    let jar = final_name.or_else(|| version.map(|version| format!("{}-{}", resolve(artifact), resolve(version))));
    let boot = boot(&source, &document, parent);
    let properties = child(root, "properties");
    let release = ["java.version", "maven.compiler.release", "maven.compiler.target", "maven.compiler.source"]
        .iter()
        .find_map(|name| {
            let node = properties.and_then(|properties| child(properties, name))?;
            let text = resolve(node.text()?.trim());
            Some((text, Evidence::line(&source, line(&document, node), format!("the property {name}"))))
        });
    let has_plugin = source.text().contains("spring-boot-maven-plugin");
    let actuator = source
        .text()
        .find("spring-boot-starter-actuator")
        .map(|at| Evidence::line(&source, source.position(at).line, "the actuator answers there"));
    let modules = child(root, "modules").map(|modules| {
        modules
            .children()
            .filter_map(|node| node.text())
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    });
    let facts = Facts {
        name: resolve(artifact),
        jar,
        boot: boot.filter(|_| has_plugin || parent.is_some()),
        release,
        actuator,
        packaged_by_boot: has_plugin,
        boot_for_modules: has_plugin,
        source: source.clone(),
    };
    Ok(Some((facts, modules.unwrap_or_default())))
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

fn line(document: &Document<'_>, node: Node<'_, '_>) -> u32 {
    document.text_pos_at(node.range().start).row
}

/// The version of Spring Boot, from the parent or from the imported list of versions.
fn boot(source: &Source, document: &Document<'_>, parent: Option<Node<'_, '_>>) -> Option<(String, Evidence)> {
    let of = |node: Node<'_, '_>| {
        let version = child(node, "version")?;
        Some((
            version.text()?.trim().to_owned(),
            Evidence::line(source, line(document, version), "the version of Spring Boot"),
        ))
    };
    let named = |node: Node<'_, '_>, name: &str| {
        child(node, "artifactId").and_then(|id| id.text()).is_some_and(|text| text.trim() == name)
    };
    if let Some(parent) = parent.filter(|parent| named(*parent, "spring-boot-starter-parent")) {
        return of(parent);
    }
    let listed = document.descendants().find(|node| {
        node.is_element()
            && ["dependency", "plugin"].contains(&node.tag_name().name())
            && (named(*node, "spring-boot-dependencies") || named(*node, "spring-boot-maven-plugin"))
            && child(*node, "version").is_some()
    })?;
    let (version, evidence) = of(listed)?;
    Some((resolve(document.root_element(), &version), evidence))
}

/// Puts in the properties of the pom, one level deep.
fn resolve(root: Node<'_, '_>, text: &str) -> String {
    crate::dockerfile::variables::expand(
        &text.replace("project.", "project_").replace("${java.version}", "${java_version}"),
        |name| {
            let own = name.strip_prefix("project_").map_or_else(
                || child(root, "properties").and_then(|properties| child(properties, &name.replace('_', "."))),
                |name| child(root, name),
            );
            own.and_then(|node| node.text()).map(|text| text.trim().to_owned())
        },
    )
}

/// Whether elements are nested too deeply for a reader that follows them by recursion.
fn too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tag = rest.get(at + 1..).unwrap_or_default();
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) => {
                let end = tag.find('>').unwrap_or(tag.len());
                if !tag.get(..end).unwrap_or_default().ends_with('/') {
                    depth += 1;
                }
                if depth > MAX_DEPTH {
                    return true;
                }
            }
        }
        rest = tag;
    }
    false
}
