//! The graph's part of the API: its file, out and in.

use shared::api::graph::{Kept, Replace};
use shared::graph::{Format, Graph, limits};
use shared::problem::Code;
use worker::{Env, ResponseBuilder};

use crate::gate::Gate;
use crate::library::graph::{self, Replacement};
use crate::reply::{self, Failure, Reply};

/// `GET …/graph?format=F`: the graph as a file, `jsonl` or `csv`, or in JSON with its revision.
pub(super) async fn export(gate: Gate<'_>, env: &Env) -> Reply {
    gate.editor()?;
    let mut format = "jsonl".to_owned();
    for (name, value) in gate.query() {
        match name.as_str() {
            "format" => format = value,
            _ => return Err(Failure::new(Code::BadRequest, format!("there is no {name} here"))),
        }
    }
    let kept = graph::kept(&gate.site.id, env).await?;
    match format.as_str() {
        "json" => reply::json(200, &kept),
        "jsonl" => file(JSONL, &kept, kept.file.clone()),
        "csv" => {
            let graph = Graph::read(Format::Jsonl, &kept.file).graph;
            file(CSV, &kept, graph.write(Format::Csv))
        }
        _ => Err(Failure::new(Code::BadRequest, "format is jsonl, csv or json")),
    }
}

/// `PUT …/graph`: a file, JSON Lines or a table, that takes the place of the whole graph; or nothing
/// of it does. In JSON it may say which revision it means to replace.
pub(super) async fn replace(mut gate: Gate<'_>, env: &Env) -> Reply {
    gate.editor()?;
    let media_type = gate.header("content-type")?.unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (format, is_json) = match media_type.as_str() {
        JSONL | "application/x-ndjson" => (Format::Jsonl, false),
        CSV => (Format::Csv, false),
        "application/json" => (Format::Jsonl, true),
        _ => {
            let detail = "send application/jsonl, text/csv or application/json";
            return Err(Failure::new(Code::UnsupportedMediaType, detail));
        }
    };
    let body = gate.body(if is_json { 2 * limits::FILE } else { limits::FILE }).await?;
    let Ok(text) = String::from_utf8(body) else {
        return Err(Failure::new(Code::BadRequest, "a graph is written in UTF-8"));
    };
    let Replace { file, expect } = if is_json {
        serde_json::from_str(&text)
            .map_err(|error| Failure::new(Code::BadRequest, error.to_string()))?
    } else {
        Replace { file: text, expect: None }
    };
    let replacement = Replacement { format, file, expect };
    reply::json(200, &graph::replace(&gate.site.id, &replacement, env).await?)
}

fn file(media_type: &str, kept: &Kept, text: String) -> Reply {
    let response = ResponseBuilder::new()
        .with_status(200)
        .with_header("content-type", &format!("{media_type}; charset=utf-8"))?
        .with_header("etag", &format!("\"{}\"", kept.revision))?;
    Ok(response.fixed(text.into_bytes()))
}

const JSONL: &str = "application/jsonl";
const CSV: &str = "text/csv";
