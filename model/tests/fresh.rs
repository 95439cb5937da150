//! The weights that ship were made from the corpus and the code in the tree.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use model::{Reader, SHIPPED};
use sha2::{Digest, Sha256};

#[test]
fn the_weights_are_made_from_the_corpus_and_code_in_the_tree() {
    assert!(
        Reader::load(SHIPPED).unwrap().sources() == sources(),
        "model/weights/ is stale: the corpus or the training code has changed since it was made.\n\
         Retrain (minutes, two cores), and commit the result with the change:\n\
         \n    python3 -m venv .venv && .venv/bin/pip install -r model/train/requirements.txt\
         \n    .venv/bin/python model/train/train.py --out model/weights\n\
         \nThen bring the figures of model/CARD.md up to date (model/train/evaluate.py)."
    );
}

#[test]
fn the_encoder_is_made_from_the_pairs_and_code_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = fs::read_to_string(root.join("weights/encoder-sources.txt")).unwrap();
    assert!(
        recorded.trim_end() == sources_of_the_encoder(&root.join("train")),
        "model/weights/encoder.bin is stale: pairs or training code have changed since it was made.\n\
         Train and fit anew as docs/SEARCH.md says, and commit the result with the change."
    );
}

#[test]
fn the_verifier_is_made_from_the_near_questions_and_code_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = fs::read_to_string(root.join("weights/verifier-sources.txt")).unwrap();
    let train = root.join("train");
    let mut files = vec![train.join("pairs/near.tsv"), train.join("pairs/beyond.txt")];
    files.extend(CODE_OF_THE_VERIFIER.iter().map(|name| train.join("encoder").join(name)));
    assert!(
        recorded.trim_end() == by_name(files),
        "the verifier in model/weights/encoder.bin is stale: near questions or training code have changed\n\
         since it was made. Train and fit anew as docs/SEARCH.md says, and commit the result with the change."
    );
}

/// As `sources` in train/encoder/data.py.
fn sources_of_the_encoder(train: &Path) -> String {
    let pairs = fs::read_dir(train.join("pairs")).unwrap().map(|entry| entry.unwrap().path());
    let is_pairs = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("pairs-") && name.ends_with(".tsv")
    };
    let mut files: Vec<PathBuf> = pairs.filter(is_pairs).collect();
    files.push(train.join("pairs/same-intent.txt"));
    files.extend(CODE_OF_THE_ENCODER.iter().map(|name| train.join("encoder").join(name)));
    by_name(files)
}

/// SHA-256 over files, by their names alone.
fn by_name(mut files: Vec<PathBuf>) -> String {
    files.sort_by_key(|path| path.file_name().unwrap().to_owned());
    let mut digest = Sha256::new();
    for path in files {
        let content = fs::read(&path).unwrap();
        digest.update(path.file_name().unwrap().to_str().unwrap());
        digest.update([0]);
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As `sources` in train/corpus.py.
fn sources() -> [u8; 32] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let train = root.join("model/train");
    let mut files: Vec<PathBuf> = CODE.iter().map(|name| train.join(name)).collect();
    files.extend(training_rows(&train.join("corpus")));
    files.push(root.join("shared/src/fold/traditional.txt"));
    files.push(root.join("model/src/syllables.txt"));
    let mut contents: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            (name, fs::read(&path).unwrap())
        })
        .collect();
    contents.insert("model/weights/encoder.bin".to_owned(), encoder_table(root));
    let mut digest = Sha256::new();
    for (name, content) in contents {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    digest.finalize().into()
}

/// As `encoder_table` in train/corpus.py.
fn encoder_table(root: &Path) -> Vec<u8> {
    let content = fs::read(root.join("model/weights/encoder.bin")).unwrap();
    let number = |at: usize| {
        usize::try_from(u32::from_le_bytes(content[at..at + 4].try_into().unwrap())).unwrap()
    };
    let (count, width) = (number(8), number(12));
    let start = 16 + 4 * width;
    let table = &content[start..start + 5 * count + count * width / 2];
    [&content[8..16], table].concat()
}

/// Every corpus file but the held-out test split.
fn training_rows(corpus: &Path) -> Vec<PathBuf> {
    fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.ends_with(".tsv") && !name.contains("-test-")
        })
        .collect()
}

const CODE: [&str; 11] = [
    "features.py",
    "corpus.py",
    "augment.py",
    "network.py",
    "pack.py",
    "pretrained.py",
    "reading.py",
    "encoder/grams.py",
    "train.py",
    "disputed.tsv",
    "requirements.txt",
];

const CODE_OF_THE_ENCODER: [&str; 7] =
    ["data.py", "grams.py", "network.py", "pack.py", "requirements.txt", "teacher.py", "train.py"];

const CODE_OF_THE_VERIFIER: [&str; 3] = ["alignment.py", "judge.py", "verifier.py"];
