//! The product beside servers of other SDKs that offer the same tools.
//!
//! What is compared is the same for all: the tools that the product lists are read from it once and served by the others, and
//! the small call is answered by each out of its memory with the product's own document. That they are alike is checked before
//! anything is measured. Runs take turns, so that whatever else the machine does strikes all.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Failure;
use crate::connection::Connection;
use crate::message::{answer, request, rest};
use crate::server::Server;
use crate::session::Session;

/// The small call: a rule's page.
const TOPIC: &str = "sql/float-money";
/// Calls in flight of a client that does not wait.
const IN_FLIGHT: u64 = 32;
/// How long an idle server is left alone before its memory is read.
const IDLE: Duration = Duration::from_millis(500);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The product's binary.
    #[arg(long, value_name = "FILE")]
    ours: String,
    /// Folder for what the servers read.
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    /// A peer's name and what starts it; the catalogue, and `--http`, follow. May be given several times.
    #[arg(long, value_name = "NAME=PROGRAM FILE")]
    peer: Vec<String>,
    /// Runs of each figure; the median counts.
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// How long calls are counted in each run.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 2_000)]
    span: u64,
}

/// One of those that are compared.
struct Contender {
    name: String,
    stdio: Vec<String>,
    /// `None` for one that does not serve over HTTP.
    http: Option<Vec<String>>,
    figures: [Vec<f64>; MEASURES.len()],
}

/// What is measured, in the order of the table.
const MEASURES: [Measure; 8] = [
    Measure { what: "start, to the answer to initialize", unit: "ms", less: true, aim: "50x the first" },
    Measure { what: "resident memory, idle", unit: "MB", less: true, aim: "5x each" },
    Measure { what: "of it its own, beside mapped files", unit: "MB", less: true, aim: "" },
    Measure { what: "tools/list, one by one", unit: "/s", less: false, aim: "" },
    Measure { what: "explain, one by one", unit: "/s", less: false, aim: "20x the first, 4x the second" },
    Measure { what: "explain, 32 in flight", unit: "/s", less: false, aim: "20x the first, 4x the second" },
    Measure { what: "explain over HTTP, one by one", unit: "/s", less: false, aim: "" },
    Measure { what: "explain over HTTP, 32 in flight", unit: "/s", less: false, aim: "5,000/s" },
];

struct Measure {
    what: &'static str,
    unit: &'static str,
    /// Whether less is better.
    less: bool,
    aim: &'static str,
}

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let ours = vec![args.ours.clone(), "serve".to_owned()];
    let (tools, document) = catalogue(&ours)?;
    let path = args.work.join("catalogue.json");
    std::fs::write(&path, json!({"tools": tools, "documents": {TOPIC: document}}).to_string())?;
    let path = path.to_string_lossy().into_owned();

    let listened = [&ours[..], &["--http", "127.0.0.1:0", "--rate", "60000000"].map(str::to_owned)].concat();
    let mut contenders = vec![Contender::new("ours", ours, Some(listened))];
    for peer in &args.peer {
        let (name, command) = peer.split_once('=').ok_or("a peer is NAME=PROGRAM FILE")?;
        let mut stdio: Vec<String> = command.split(' ').map(str::to_owned).collect();
        stdio.push(path.clone());
        let http = [&stdio[..], &["--http".to_owned()]].concat();
        contenders.push(Contender::new(name, stdio, Some(http)));
    }
    let program = std::env::current_exe()?.to_string_lossy().into_owned();
    contenders.push(Contender::new("its library", vec![program, "library".to_owned(), path], None));
    for contender in &contenders {
        contender.check(&tools, &document)?;
    }
    contenders.push(stand_in(args, &contenders)?);

    let span = Duration::from_millis(args.span);
    for turn in 1..=args.runs.max(1) {
        eprintln!("run {turn} of {}", args.runs.max(1));
        for contender in &mut contenders {
            contender.measure(span).map_err(|failure| format!("{}: {failure}", contender.name))?;
        }
    }
    print(&contenders);
    Ok(true)
}

/// The tools that the product lists, and its answer to the small call.
fn catalogue(ours: &[String]) -> Result<(Value, Value), Failure> {
    let mut session = Session::open(ours)?;
    let tools = result(&mut session, 1, "tools/list", &json!({}))?["tools"].take();
    let document = result(&mut session, 2, "tools/call", &small())?["structuredContent"].take();
    if !document.is_object() || tools.as_array().is_none_or(Vec::is_empty) {
        return Err("the product lists no tools, or does not answer the small call".into());
    }
    Ok((tools, document))
}

pub(crate) fn small() -> Value {
    json!({"name": "explain", "arguments": {"topic": TOPIC}})
}

fn result(session: &mut Session, id: u64, method: &str, params: &Value) -> Result<Value, Failure> {
    session.send(&request(id, &rest(method, params)))?;
    let mut message: Value = serde_json::from_slice(session.read()?)?;
    Ok(message["result"].take())
}

/// The driver itself, answering with what the product answers.
fn stand_in(args: &Args, contenders: &[Contender]) -> Result<Contender, Failure> {
    let ours = contenders.first().ok_or("nobody is compared")?;
    let mut session = Session::open(&ours.stdio)?;
    let rest = session.ask(1, &request(1, &rest("tools/call", &small())))?.to_vec();
    let path = args.work.join("stand-in.json");
    std::fs::write(&path, rest)?;
    let program = std::env::current_exe()?.to_string_lossy().into_owned();
    let stdio = vec![program, "stand-in".to_owned(), path.to_string_lossy().into_owned()];
    let http = [&stdio[..], &["--http".to_owned()]].concat();
    Ok(Contender::new("the driver itself", stdio, Some(http)))
}

impl Contender {
    fn new(name: &str, stdio: Vec<String>, http: Option<Vec<String>>) -> Self {
        Self { name: name.to_owned(), stdio, http, figures: Default::default() }
    }

    /// Whether it offers the same tools, and answers the small call alike.
    fn check(&self, tools: &Value, document: &Value) -> Result<(), Failure> {
        let mut session = Session::open(&self.stdio)?;
        let listed = result(&mut session, 1, "tools/list", &json!({}))?["tools"].take();
        let named = |tools: &Value| -> Vec<Value> {
            let parts = ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];
            let tools = tools.as_array().cloned().unwrap_or_default();
            tools.iter().map(|tool| parts.iter().map(|part| tool[*part].clone()).collect()).collect()
        };
        if named(&listed) != named(tools) {
            return Err(format!("{} does not list the same tools", self.name).into());
        }
        let answered = result(&mut session, 2, "tools/call", &small())?;
        let text: Value = serde_json::from_str(answered["content"][0]["text"].as_str().unwrap_or_default())?;
        if &answered["structuredContent"] != document || &text != document {
            return Err(format!("{} does not answer the small call alike", self.name).into());
        }
        Ok(())
    }

    /// One figure of each kind.
    fn measure(&mut self, span: Duration) -> Result<(), Failure> {
        let start = Instant::now();
        let mut session = Session::start(&self.stdio)?;
        session.initialize()?;
        let started = start.elapsed().as_secs_f64() * 1_000.0;
        session.send(crate::message::INITIALIZED.as_bytes())?;
        session.ask(1, &request(1, &rest("tools/list", &json!({}))))?;
        std::thread::sleep(IDLE);
        let memory = megabytes(session.memory()?);
        let own = megabytes(session.own_memory()?);
        let listed = pipelined(&mut session, &rest("tools/list", &json!({})), 1, span)?;
        let call = rest("tools/call", &small());
        let alone = pipelined(&mut session, &call, 1, span)?;
        let many = pipelined(&mut session, &call, IN_FLIGHT, span)?;
        drop(session);
        let mut over = [f64::NAN; 2];
        if let Some(http) = &self.http {
            let server = Server::start(http)?;
            over = [over_http(&server, &call, 1, span)?, over_http(&server, &call, IN_FLIGHT, span)?];
        }
        let [http_alone, http_many] = over;
        let all = [started, memory, own, listed, alone, many, http_alone, http_many];
        for (figures, figure) in self.figures.iter_mut().zip(all) {
            figures.push(figure);
        }
        Ok(())
    }

    fn median(&self, measure: usize) -> f64 {
        let mut figures = self.figures.get(measure).cloned().unwrap_or_default();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

/// Answers a second with so many calls in flight, after a quarter of the time to get warm. Each answer must be to a call that
/// is in flight, and as long as the first.
fn pipelined(session: &mut Session, call: &[u8], in_flight: u64, span: Duration) -> Result<f64, Failure> {
    let (mut sent, mut answered, mut counted) = (0, 0, 0);
    let mut waited_for = std::collections::BTreeSet::new();
    let mut length = None;
    let mut start = Instant::now();
    let mut warm = false;
    loop {
        let elapsed = start.elapsed();
        if !warm && elapsed >= span / 4 {
            (warm, start, counted) = (true, Instant::now(), 0);
        } else if warm && elapsed >= span {
            break;
        }
        while sent < answered + in_flight {
            sent += 1;
            session.send(&request(sent, call))?;
            waited_for.insert(sent);
        }
        let (id, rest) = answer(session.read()?).ok_or("a message is no answer")?;
        same(&mut length, rest.len())?;
        if !waited_for.remove(&id) {
            return Err(format!("an answer to {id}, which was not asked").into());
        }
        answered += 1;
        counted += 1;
    }
    let figure = rate(counted, start.elapsed());
    while answered < sent {
        session.read()?;
        answered += 1;
    }
    Ok(figure)
}

fn same(length: &mut Option<usize>, this: usize) -> Result<(), Failure> {
    match *length.get_or_insert(this) {
        first if first == this => Ok(()),
        first => Err(format!("an answer of {this} bytes, where the first had {first}").into()),
    }
}

/// The same over connections, one call on each at a time.
fn over_http(server: &Server, call: &[u8], connections: u64, span: Duration) -> Result<f64, Failure> {
    let (counting, over, counted) = (AtomicBool::new(false), AtomicBool::new(false), AtomicU64::new(0));
    let mut opened: Vec<Connection> =
        (0..connections).map(|_| Connection::open(server.address)).collect::<Result<_, Failure>>()?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = opened
            .iter_mut()
            .map(|connection| {
                scope.spawn(|| -> Result<(), Failure> {
                    let mut length = None;
                    for id in 1.. {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        let (status, body) = connection.post(&request(id, call))?;
                        let (answered, rest) = answer(body).ok_or("a body is no answer")?;
                        if status != 200 || answered != id {
                            return Err(format!("status {status}, an answer to {answered} instead of {id}").into());
                        }
                        same(&mut length, rest.len())?;
                        if counting.load(Ordering::Relaxed) {
                            counted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        std::thread::sleep(span / 4);
        counting.store(true, Ordering::Relaxed);
        let start = Instant::now();
        std::thread::sleep(span);
        let figure = rate(counted.load(Ordering::Relaxed), start.elapsed());
        over.store(true, Ordering::Relaxed);
        for thread in threads {
            thread.join().map_err(|_| "a client failed")??;
        }
        Ok(figure)
    })
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn rate(calls: u64, elapsed: Duration) -> f64 {
    calls as f64 / elapsed.as_secs_f64()
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// One table: the product's figures, each peer's with how many times better ours is, and the driver's own.
fn print(contenders: &[Contender]) {
    let Some((ours, others)) = contenders.split_first() else { return };
    let Some((driver, peers)) = others.split_last() else { return };
    print!("{:<36} {:>12}", "", ours.name);
    for peer in peers {
        print!(" {:>12} {:>7}", peer.name, "");
    }
    println!("  {:>17}  aim", driver.name);
    for (at, measure) in MEASURES.iter().enumerate() {
        let figure = ours.median(at);
        print!("{:<36} {:>12}", measure.what, shown(figure, measure.unit));
        for peer in peers {
            let theirs = peer.median(at);
            let ratio = if measure.less { theirs / figure } else { figure / theirs };
            print!(
                " {:>12} {:>7}",
                shown(theirs, measure.unit),
                if ratio.is_nan() { String::new() } else { format!("{ratio:.1}x") }
            );
        }
        println!("  {:>17}  {}", shown(driver.median(at), measure.unit), measure.aim);
    }
}

fn shown(figure: f64, unit: &str) -> String {
    if figure.is_nan() {
        return "-".to_owned();
    }
    if unit == "/s" { format!("{figure:.0} {unit}") } else { format!("{figure:.1} {unit}") }
}
