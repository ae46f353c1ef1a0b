//! Where ours differs from hadolint's tests on purpose.

/// The rule, the title of the test, and the reason.
pub(super) const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "*",
        "`ARG` can correctly unset variables",
        "the image sets no user, so that it runs as root; theirs looks at an explicit USER alone",
    ),
    (
        "DL3002",
        "warns on multiple stages",
        "root in a stage that is thrown away: only the user of the image that is built counts",
    ),
    (
        "DL3002",
        "won't ignore the rule if passed invalid rule names",
        "a name in an ignore comment that is not known costs only itself, not the names beside it",
    ),
    (
        "DL3009",
        "apt-get cleanup in stage image",
        "the stage is no part of the image, so its lists are in no layer of it",
    ),
    (
        "DL3009",
        "no warn apt-get cleanup in intermediate stage when stage not used later",
        "the stage is no part of the image, so its lists are in no layer of it",
    ),
    (
        "DL3009",
        "warn: BuildKit cache mount to apt lists directory only",
        "the lists lie in the mount and in no layer, which is what the rule is about; the archives are not",
    ),
    (
        "DL3025",
        "warn on HEALTHCHECK CMD shell notation",
        "no signal goes to a health check, and its usual `|| exit 1` needs a shell",
    ),
    (
        "DL3033",
        "not ok with version as variable - different stages, new stage",
        "a variable that the file does not declare may be one of the base image",
    ),
    (
        "DL3041",
        "not ok with version as variable - different stages, new stage",
        "a variable that the file does not declare may be one of the base image",
    ),
    ("DL3043", "ok with `SHELL`", "SHELL takes a JSON list, kept or not: the build stops at this line"),
    (
        "DL3049",
        "warn twice: two stages, inheritance, no labels",
        "said once, of the image that comes out; a label there or in the stage below it mends both",
    ),
    ("DL3057", "warn with no HEALTHCHECK instructions", "asked of services alone: of an image that exposes a port"),
    ("DL3057", "warn when inheritance chain bifurcates", "asked of services alone: of an image that exposes a port"),
    (
        "DL3057",
        "warn when not inheriting with no HEALTHCHECK instruction",
        "asked of services alone: of an image that exposes a port",
    ),
    (
        "DL3060",
        "ok when omitting yarn cache clean in stage that is not reused later",
        "as its title says; what the test asks for is the opposite",
    ),
    (
        "DL4001",
        "does not warns when using both, on a single stage",
        "as its title says: the stage with both is thrown away; what the test asks for is the opposite",
    ),
    (
        "SC",
        "Can change the shell check to bash",
        "an image keeps its SHELL, so what ONBUILD keeps runs in bash too; their test calls its own answer debatable",
    ),
];
