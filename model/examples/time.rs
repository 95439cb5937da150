//! Reads texts, a line each, from standard input, and says as JSON how long each reading took natively,
//! in milliseconds, and which rows of the table it read: `cargo xtask bench reader` runs it.

use std::error::Error;
use std::io::{self, BufRead as _};
use std::time::Instant;

use model::{Reader, SHIPPED};

fn main() -> Result<(), Box<dyn Error>> {
    let reader = Reader::load(SHIPPED)?;
    let texts = io::stdin().lock().lines().collect::<Result<Vec<_>, _>>()?;
    for text in texts.iter().take(WARM_UP) {
        let _ = reader.read(text);
    }
    let (mut times, mut rows) = (Vec::new(), Vec::new());
    for text in &texts {
        let began = Instant::now();
        let reading = reader.read(text);
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        rows.push(reader.rows(text));
        if reading.is_none() {
            return Err(format!("no reading of {text:?}").into());
        }
    }
    println!("{}", serde_json::json!({ "times": times, "rows": rows }));
    Ok(())
}

const WARM_UP: usize = 50;
