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
    let model = root().join("model");
    let recorded = fs::read_to_string(model.join("weights/encoder-sources.txt")).unwrap();
    let mut recorded = recorded.lines();
    assert!(
        recorded.next() == Some(&hex(&sources_of_the_encoder(&model.join("train")))),
        "model/weights/encoder.bin is stale: pairs or training code have changed since it was made.\n\
         Train and fit anew as docs/SEARCH.md says, and commit the result with the change."
    );
    let fitted = [model.join("weights/encoder.bin"), model.join("train/encoder/fit.py")];
    assert!(
        recorded.next() == Some(&hex(&by_name(&fitted))),
        "model/weights/encoder.bin is not the file that model/weights/encoder-sources.txt speaks of: it was\n\
         not fitted since it was trained, fit.py has changed, or one was committed without the other.\n\
         Fit it anew as docs/SEARCH.md says, and commit both."
    );
}

#[test]
fn the_scales_of_the_hatch_are_weighed_from_the_corpus_and_cases_in_the_tree() {
    let root = root();
    let recorded = fs::read_to_string(root.join("model/train/scale-sources.txt")).unwrap();
    assert!(
        recorded.trim_end() == hex(&sources_of_the_scales(&root)),
        "shared/src/hatch/scale/ is stale: the corpus, the hatch's cases or scale.py have changed since it\n\
         was weighed, or one was committed without the other. Two minutes, and commit the result:\n\
         \n    .venv/bin/python model/train/scale.py"
    );
}

/// As `record` in train/scale.py.
fn sources_of_the_scales(root: &Path) -> [u8; 32] {
    let tests = root.join("shared/tests");
    let is_text = |name: &str| name.ends_with(".txt");
    let mut files: Vec<PathBuf> =
        CASES.iter().map(|name| tests.join("hatch_cases").join(name)).collect();
    files.extend(within(&tests.join("hatch_corpus"), is_text));
    files.extend(within(&root.join("shared/src/hatch/scale"), is_text));
    files.push(root.join("model/train/scale.py"));
    let mut contents = by_path(root, &files);
    let mut paths = training_rows(&root.join("model/train/corpus"));
    paths.sort();
    let mut rows = Vec::new();
    for path in paths {
        let content = fs::read_to_string(path).unwrap();
        for row in content.split('\n').skip(1).filter(|row| !row.is_empty()) {
            let text_and_intent: Vec<&str> = row.split('\t').take(2).collect();
            rows.extend(text_and_intent.join("\t").bytes().chain([b'\n']));
        }
    }
    contents.insert("corpus".to_owned(), rows);
    digest(contents)
}

#[test]
fn the_verifier_is_made_from_the_near_questions_and_code_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = fs::read_to_string(root.join("weights/verifier-sources.txt")).unwrap();
    let train = root.join("train");
    let mut files =
        within(&train.join("pairs"), |name| name.starts_with("shop-") && name.ends_with(".tsv"));
    let others = ["near.tsv", "absent.tsv", "beyond.txt"];
    files.extend(others.map(|name| train.join("pairs").join(name)));
    files.extend(CODE_OF_THE_VERIFIER.iter().map(|name| train.join("encoder").join(name)));
    assert!(
        recorded.trim_end() == hex(&by_name(&files)),
        "the verifier in model/weights/encoder.bin is stale: near questions or training code have changed\n\
         since it was made. Train and fit anew as docs/SEARCH.md says, and commit the result with the change."
    );
}

/// As `sources` in train/encoder/data.py.
fn sources_of_the_encoder(train: &Path) -> [u8; 32] {
    let mut files = within(&train.join("pairs"), |name| {
        (name.starts_with("pairs-") || name.starts_with("shop-")) && name.ends_with(".tsv")
    });
    let others = ["near.tsv", "absent.tsv", "same-intent.txt"];
    files.extend(others.map(|name| train.join("pairs").join(name)));
    files.extend(CODE_OF_THE_ENCODER.iter().map(|name| train.join("encoder").join(name)));
    by_name(&files)
}

/// As `sources` in train/corpus.py.
fn sources() -> [u8; 32] {
    let root = root();
    let train = root.join("model/train");
    let mut files: Vec<PathBuf> = CODE.iter().map(|name| train.join(name)).collect();
    files.extend(training_rows(&train.join("corpus")));
    files.push(root.join("shared/src/fold/traditional.txt"));
    files.push(root.join("model/src/syllables.txt"));
    digest(by_path(&root, &files))
}

/// Every corpus file but the held-out test split.
fn training_rows(corpus: &Path) -> Vec<PathBuf> {
    within(corpus, |name| name.ends_with(".tsv") && !name.contains("-test-"))
}

/// The files of a folder whose names are such.
fn within(folder: &Path, is_such: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| is_such(path.file_name().unwrap().to_str().unwrap())).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What is in files, by their paths from the root.
fn by_path(root: &Path, files: &[PathBuf]) -> BTreeMap<String, Vec<u8>> {
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

/// SHA-256 over files, by their names alone.
fn by_name(files: &[PathBuf]) -> [u8; 32] {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    digest(files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect())
}

/// SHA-256 over names and contents.
fn digest(contents: BTreeMap<String, Vec<u8>>) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (name, content) in contents {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    digest.finalize().into()
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

const CODE: [&str; 12] = [
    "features.py",
    "corpus.py",
    "augment.py",
    "network.py",
    "pack.py",
    "pretrained.py",
    "reading.py",
    "encoder/grams.py",
    "train.py",
    "beginning.bin",
    "disputed.tsv",
    "requirements.txt",
];

const CODE_OF_THE_ENCODER: [&str; 7] =
    ["data.py", "grams.py", "network.py", "pack.py", "requirements.txt", "teacher.py", "train.py"];

/// The case files that the scales are weighed from.
const CASES: [&str; 5] =
    ["asks.txt", "asks_not.txt", "complaint.txt", "compensation.txt", "keyword_not.txt"];
const CODE_OF_THE_VERIFIER: [&str; 3] = ["alignment.py", "judge.py", "verifier.py"];
