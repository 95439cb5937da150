//! Every file a page downloads, once more in brotli: plain `workerd` compresses nothing on the fly.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{process, tools};

/// Node has the reference encoder, and a thread for each file. What is half written when it is broken off, or
/// the disk is full, has another name.
const SCRIPT: &str = r#"
const fs = require("node:fs"), zlib = require("node:zlib");
const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint } = zlib.constants;
for (const path of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const bytes = fs.readFileSync(path);
  zlib.brotliCompress(bytes, { params: { [quality]: 11, [hint]: bytes.length } }, (error, br) => {
    if (error) throw error;
    fs.writeFileSync(path + ".br.part", br);
    fs.renameSync(path + ".br.part", path + ".br");
  });
}
"#;

/// Below this a packet is a packet.
const AT_LEAST: u64 = 512;

/// Whether a file of this name and length is worth compressing.
pub(crate) fn is_worth(name: &str, bytes: u64) -> bool {
    let packed = [".png", ".jpg", ".webp", ".woff2", ".mp3", ".ogg", ".br"];
    bytes >= AT_LEAST && !packed.iter().any(|extension| name.ends_with(extension))
}

/// Writes `FILE.br` beside every file, at the best quality.
///
/// # Errors
/// When Node is missing or a file cannot be written.
pub(crate) fn compress(files: &[PathBuf]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    let mut node = Command::new("node");
    process::output(node.args(["-e", SCRIPT]), list.join("\n").as_bytes(), tools::NODE_REMEDY)
        .map(drop)
}
