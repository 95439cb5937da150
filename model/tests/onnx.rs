//! The ONNX file and the graph built in code are one model.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::fs;
use std::path::Path;

use model::{Reader, SHIPPED};
use tract_onnx::prelude::{
    Framework, InferenceModelExt, IntoTValue, Tensor, TypedModel, TypedRunnableModel, tvec,
};

#[test]
fn the_onnx_file_and_the_packed_file_agree() {
    let reader = Reader::load(SHIPPED).unwrap();
    let onnx = onnx();
    let mut compared = 0;
    for text in test_texts().into_iter().step_by(5) {
        let rows = reader.rows(&text);
        let Some(ours) = reader.logits(&rows) else { continue };
        let theirs = run(&onnx, &rows);
        compared += 1;
        for (one, other) in ours.iter().zip(&theirs) {
            assert!((one - other).abs() < 1e-3, "{text:?}: {ours:?} {theirs:?}");
        }
    }
    assert!(compared >= 450, "only {compared} texts were compared");
}

fn onnx() -> TypedRunnableModel<TypedModel> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/reader.onnx");
    let model = tract_onnx::onnx().model_for_path(path).unwrap();
    model.into_optimized().unwrap().into_runnable().unwrap()
}

fn run(onnx: &TypedRunnableModel<TypedModel>, rows: &[i64]) -> Vec<f32> {
    let known = rows.iter().filter(|&&row| row > 0).count();
    #[allow(clippy::cast_precision_loss, reason = "a text has less than a thousand grams")]
    let scale = Tensor::from_shape(&[1], &[1.0 / (known.max(1) as f32).sqrt()]).unwrap();
    let rows = Tensor::from_shape(&[3, rows.len() / 3], rows).unwrap();
    let logits = onnx.run(tvec![rows.into_tvalue(), scale.into_tvalue()]).unwrap();
    logits[0].as_slice::<f32>().unwrap().to_vec()
}

/// The texts of the held-out test split.
fn test_texts() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("train/corpus");
    let mut texts = Vec::new();
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("-test-") {
            let rows = fs::read_to_string(path).unwrap();
            texts.extend(
                rows.lines().skip(1).filter_map(|row| Some(row.split('\t').next()?.to_owned())),
            );
        }
    }
    texts
}
