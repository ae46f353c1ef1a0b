//! Inventory: how many of each article lie in the warehouse, and holding some back for an order.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::OnceCell;

/// Takes `ARGV[1]` pieces only if that many are there. One script, so that two orders cannot take the last piece.
const TAKE: &str = r"
local left = tonumber(redis.call('GET', KEYS[1]) or '0')
local wanted = tonumber(ARGV[1])
if left < wanted then return -1 end
return redis.call('DECRBY', KEYS[1], wanted)";

#[derive(Clone, Serialize)]
struct Stock {
    sku: String,
    left: i64,
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Deserialize)]
struct Reservation {
    quantity: u32,
}

/// The connection is made on first use: the service starts, and is healthy, before Redis is.
struct Store {
    client: redis::Client,
    connection: OnceCell<ConnectionManager>,
}

impl Store {
    async fn connection(&self) -> Result<ConnectionManager, StatusCode> {
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(Duration::from_secs(2)));
        self.connection
            .get_or_try_init(|| ConnectionManager::new_with_config(self.client.clone(), config))
            .await
            .cloned()
            .map_err(unavailable)
    }
}

// Taken by value: `map_err` hands the error over.
#[allow(clippy::needless_pass_by_value)]
fn unavailable(error: redis::RedisError) -> StatusCode {
    eprintln!("redis: {error}");
    StatusCode::SERVICE_UNAVAILABLE
}

async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

type Shared = State<&'static Store>;

async fn stock(State(store): Shared, Path(sku): Path<String>) -> Result<Json<Stock>, StatusCode> {
    let left: Option<i64> = store
        .connection()
        .await?
        .get(format!("stock:{sku}"))
        .await
        .map_err(unavailable)?;
    let left = left.ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(Stock { sku, left }))
}

async fn reserve(
    State(store): Shared,
    Path(sku): Path<String>,
    Json(reservation): Json<Reservation>,
) -> Result<Json<Stock>, StatusCode> {
    let left: i64 = redis::Script::new(TAKE)
        .key(format!("stock:{sku}"))
        .arg(reservation.quantity)
        .invoke_async(&mut store.connection().await?)
        .await
        .map_err(unavailable)?;
    if left < 0 {
        return Err(StatusCode::CONFLICT);
    }
    Ok(Json(Stock { sku, left }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = match std::env::var("PORT") {
        Ok(port) => port.parse()?,
        Err(_) => 8004,
    };
    let url = std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1:6379".to_owned());
    // Lives as long as the process.
    let store: &'static Store = Box::leak(Box::new(Store {
        client: redis::Client::open(url)?,
        connection: OnceCell::new(),
    }));

    let app = Router::new()
        .route("/health", get(health))
        .route("/stock/{sku}", get(stock))
        .route("/stock/{sku}/reservations", post(reserve))
        .with_state(store);
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", port)).await?;
    println!("inventory listens on {port}");

    let mut terminate = signal(SignalKind::terminate())?;
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            terminate.recv().await;
        })
        .await?;
    Ok(())
}
