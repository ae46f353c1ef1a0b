//! `build.gradle` and `build.gradle.kts`: read line by line, since they are programs.

use architect_core::Source;

use crate::generate::java::Facts;
use crate::project::decision::Evidence;
use crate::project::{Project, scan};

/// What a build script says, and the modules that the settings include.
pub(crate) fn facts(project: &Project<'_>, folder: &str) -> Option<Facts> {
    let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let source = ["build.gradle", "build.gradle.kts"].iter().find_map(|name| project.read(&path(name)))?;
    let settings = ["settings.gradle", "settings.gradle.kts"].iter().find_map(|name| project.read(name));
    let root_name = settings
        .as_ref()
        .filter(|_| folder.is_empty())
        .and_then(|settings| scan::setting(settings, "rootProject.name").map(|(_, name)| name));
    let name = root_name
        .or_else(|| folder.rsplit('/').next().filter(|name| !name.is_empty()).map(ToOwned::to_owned))
        .or_else(|| project.name().map(ToOwned::to_owned));
    let boot = scan::lines(&source)
        .find(|(_, line)| line.contains("org.springframework.boot") && !line.contains("implementation"))
        .map(|(at, line)| {
            let version = line
                .split("version")
                .nth(1)
                .and_then(|rest| scan::strings(rest).first().copied())
                .unwrap_or_default();
            (version.to_owned(), Evidence::line(&source, at, "the plugin of Spring Boot"))
        });
    let actuator = scan::line_with(&source, "spring-boot-starter-actuator")
        .map(|(at, _)| Evidence::line(&source, at, "the actuator answers there"));
    Some(Facts {
        name: name.unwrap_or_else(|| "app".to_owned()),
        // The name has a version that several files can give; the build picks the jar by its pattern.
        jar: None,
        packaged_by_boot: boot.is_some(),
        boot_for_modules: false,
        boot,
        release: release(&source),
        actuator,
        source,
    })
}

/// The modules of the settings, as folders.
pub(crate) fn modules(project: &Project<'_>) -> Vec<String> {
    let settings = ["settings.gradle", "settings.gradle.kts"].iter().find_map(|name| project.read(name));
    let Some(settings) = settings else { return Vec::new() };
    let lines = scan::lines(&settings).filter(|(_, line)| line.trim_start().starts_with("include"));
    lines
        .flat_map(|(_, line)| scan::strings(line))
        .map(|name| name.trim_start_matches(':').replace(':', "/"))
        .collect()
}

fn release(source: &Source) -> Option<(String, Evidence)> {
    let keys = [
        "JavaLanguageVersion.of(",
        "sourceCompatibility",
        "options.release",
        "JavaVersion.VERSION_",
        "jvmToolchain(",
    ];
    keys.iter().find_map(|key| {
        let (at, line) = scan::line_with(source, key)?;
        let digits: String = line
            .split(key)
            .nth(1)?
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        // Java 8 was written 1.8.
        let release = if digits == "1" { "8".to_owned() } else { digits };
        (!release.is_empty()).then(|| (release, Evidence::line(source, at, "the build script names it")))
    })
}
