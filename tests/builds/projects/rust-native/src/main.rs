use axum::Router;
use axum::routing::get;
use tokio::signal::unix::{SignalKind, signal};

async fn health() -> String {
    // From the system's OpenSSL.
    format!("ok: {}", openssl::version::version())
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let port: u16 = std::env::var("PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(3000);
    let app = Router::new().route("/healthz", get(health));
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", port)).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            terminate.recv().await;
            println!("stopping in order");
        })
        .await
}
