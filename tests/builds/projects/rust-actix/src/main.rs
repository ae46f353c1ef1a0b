use actix_web::{App, HttpServer, Responder, get};

#[get("/healthz")]
async fn health() -> impl Responder {
    "ok"
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().service(health)).workers(2).bind(("0.0.0.0", 8080))?.run().await?;
    println!("stopping in order");
    Ok(())
}
