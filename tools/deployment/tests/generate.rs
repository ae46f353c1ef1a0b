//! `generate_deployment` through its front door.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod project;

use architect_core::Tool as _;
use architect_deployment::generate::plan::{Expose, Target};
use architect_deployment::tool::GenerateDeployment;
use architect_deployment::tool::generate_deployment::Input;
use project::*;

#[test]
fn the_whole_shop_for_compose() {
    let input = Input { target: Target::Compose, ..at(".") };

    insta::assert_snapshot!(shown(&GenerateDeployment.call(input, &context(shop())).expect("a project")));
}

#[test]
fn the_orders_of_the_shop_for_kubernetes() {
    let input = Input { target: Target::Kubernetes, expose: Expose::Ingress, ..at("services/orders") };

    insta::assert_snapshot!(shown(&GenerateDeployment.call(input, &context(shop())).expect("a project")));
}

const DJANGO: [(&str, &str); 5] = [
    ("requirements.txt", "django==5.2\ngunicorn==23.0\npsycopg[binary]==3.2\nredis==5.2\n"),
    ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n"),
    (
        "site/settings.py",
        "import os\nSECRET_KEY = os.environ['SECRET_KEY']\nDEBUG = False\nREGION = os.environ['REGION']\nWSGI_APPLICATION = 'site.wsgi.application'\n",
    ),
    ("site/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
    ("shop/migrations/0001_initial.py", "from django.db import migrations\n"),
];

#[test]
fn django_with_kustomize_and_a_migration() {
    let input = Input { kustomize: true, expose: Expose::Gateway, ..at(".") };

    insta::assert_snapshot!(shown(&call(&DJANGO, input).expect("a project")));
}

#[test]
fn a_description_without_files() {
    let input = Input {
        image: Some("registry.example/api:2.1.0".to_owned()),
        service: Some("api".to_owned()),
        port: Some(9000),
        databases: vec!["postgres".to_owned()],
        ..Input::default()
    };

    insta::assert_snapshot!(shown(&call(&[], input).expect("a description")));
}

#[test]
fn nothing_to_go_by_is_an_error_that_helps() {
    let error = call(&[], Input::default()).unwrap_err();

    assert!(error.to_string().contains("neither"), "{error}");
}

#[test]
fn no_secret_of_the_project_is_repeated() {
    let mut files = DJANGO.to_vec();
    files.push((".env", "SECRET_KEY=hunter2-in-a-file\n"));
    files.push((
        "compose.yaml",
        "services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD: hunter2\n",
    ));

    let output = call(&files, at(".")).expect("a project");

    assert!(!shown(&output).contains("hunter2"));
    assert!(file(&output, "compose.yaml").contains("image: postgres:16.4"));
}

#[test]
fn the_same_project_gives_the_same_text() {
    let made = || shown(&GenerateDeployment.call(at("."), &context(shop())).expect("a project"));

    assert_eq!(made(), made());
}
