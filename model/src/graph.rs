//! The network: a table that is looked up here, and the rest as tract runs it, built in code.
//!
//! ```text
//! looked up here:
//!   grams [3, length] ─ rows of the table, the three sizes summed ─ found [length, outputs + deep]
//!   found ─ sum over the text, scaled ─ wide [1, outputs], mean [1, deep]
//!   found's deep part, of three characters side by side ─ windows [length - 2, 3 × deep]
//! by tract:
//!   windows × kernel ─ greatest over the text ─ relu ─ peak [1, convolved]
//!   peak, mean ─ hidden layer, relu ─ output layer + wide ─ logits [1, outputs]
//! ```

use tract_core::internal::{
    Arc, AxesMapping, AxisOp, Datum, DatumType, IntoTValue, OutletId, SpecialOps, TDim, Tensor,
    ToDim, TractResult, TypedFact, TypedModel, TypedRunnableModel, tvec,
};
use tract_core::ops::array::TypedConcat;
use tract_core::ops::einsum::EinSum;
use tract_core::ops::math;
use tract_core::ops::nn::{Reduce, Reducer};

use crate::weights::{Matrix, OUTPUTS, Weights};

/// The network, ready to run.
pub(crate) struct Graph {
    table: Table,
    rest: TypedRunnableModel<TypedModel>,
}

impl Graph {
    /// Builds and optimises the network of `weights`.
    pub(crate) fn build(weights: &Weights) -> TractResult<Self> {
        let mut wiring = Wiring { model: TypedModel::default() };
        wiring.network(weights)?;
        let mut model = wiring.model;
        model.auto_outputs()?;
        let rest = model.into_optimized()?.into_runnable()?;
        Ok(Self { table: Table::of(weights), rest })
    }

    /// The logits of a text, `OUTPUTS` of them; `rows` as [`crate::features::rows`] gives them.
    pub(crate) fn run(&self, rows: &[i64]) -> TractResult<Vec<f32>> {
        let Found { wide, mean, windows } = self.table.found(rows);
        let deep = mean.len();
        let windows = Tensor::from_shape(&[windows.len() / (3 * deep), 3 * deep], &windows)?;
        let inputs = [windows, row(&wide)?, row(&mean)?].map(IntoTValue::into_tvalue);
        let logits = self.rest.run(inputs.into_iter().collect())?;
        Ok(logits[0].as_slice::<f32>()?.to_vec())
    }
}

/// A model in the making.
struct Wiring {
    model: TypedModel,
}

impl Wiring {
    fn network(&mut self, weights: &Weights) -> TractResult<()> {
        let windows = TDim::from(self.model.symbols.sym("windows"));
        let deep = weights.widths.deep.to_dim();
        let windows = self.source("windows", [windows, deep.clone() * 3])?;
        let wide = self.source("wide", [1.to_dim(), OUTPUTS.to_dim()])?;
        let mean = self.source("mean", [1.to_dim(), deep])?;

        let kernel = self.model.add_const("kernel", kernel(weights)?)?;
        // Channel by channel, so that the greatest of each is sought in numbers side by side.
        let axes: AxesMapping = "lk,kc->cl".parse()?;
        let convolved =
            self.wire("convolved", EinSum::new(axes, DatumType::F32), &[windows, kernel])?;
        // The bias and the relu change no order, so the greatest goes first: it leaves one of each.
        let peak = self.wire("peak_raw", Reduce::new(tvec![1], Reducer::Max), &[convolved])?;
        let peak = self.wire("peak_row", AxisOp::Move(0, 1), &[peak])?;
        let peak = self.biased("peak", peak, &weights.kernel_bias)?;
        let peak = self.relu("peak_active", peak)?;

        let joined = self.wire("joined", TypedConcat::new(1), &[peak, mean])?;
        let hidden = self.product("hidden", joined, &weights.hidden)?;
        let hidden = self.biased("hidden_biased", hidden, &weights.hidden_bias)?;
        let hidden = self.relu("hidden_active", hidden)?;
        let out = self.product("out", hidden, &weights.out)?;
        let out = self.biased("out_biased", out, &weights.out_bias)?;
        self.wire("logits", math::add(), &[out, wide])?;
        Ok(())
    }

    fn source(&mut self, name: &str, shape: [TDim; 2]) -> TractResult<OutletId> {
        self.model.add_source(name, TypedFact::dt_shape(f32::datum_type(), shape))
    }

    fn wire(
        &mut self,
        name: &str,
        op: impl Into<Box<dyn tract_core::ops::TypedOp>>,
        inputs: &[OutletId],
    ) -> TractResult<OutletId> {
        Ok(self.model.wire_node(name, op, inputs)?[0])
    }

    fn product(&mut self, name: &str, left: OutletId, right: &Matrix) -> TractResult<OutletId> {
        let right = self.model.add_const(format!("{name}.weights"), tensor(right)?)?;
        let axes: AxesMapping = "mk,kn->mn".parse()?;
        self.wire(name, EinSum::new(axes, DatumType::F32), &[left, right])
    }

    fn biased(&mut self, name: &str, input: OutletId, bias: &Matrix) -> TractResult<OutletId> {
        let bias = self.model.add_const(format!("{name}.bias"), tensor(bias)?)?;
        self.wire(name, math::add(), &[input, bias])
    }

    fn relu(&mut self, name: &str, input: OutletId) -> TractResult<OutletId> {
        let zero = Tensor::from_shape(&[1, 1], &[0f32])?;
        let zero = self.model.add_const(format!("{name}.zero"), zero)?;
        self.wire(name, math::max(), &[input, zero])
    }
}

/// The wide and the deep weights of each known gram, side by side.
///
/// Looked up here, because tract's `Gather` finds the place of every single number: that was four fifths
/// of a reading.
struct Table {
    width: usize,
    /// Row after row.
    values: Vec<f32>,
}

impl Table {
    fn of(weights: &Weights) -> Self {
        let (wide, deep) = (&weights.wide, &weights.deep);
        let pairs =
            wide.values.chunks_exact(wide.columns).zip(deep.values.chunks_exact(deep.columns));
        let values = pairs.flat_map(|(wide, deep)| wide.iter().chain(deep).copied()).collect();
        Self { width: wide.columns + deep.columns, values }
    }

    /// What a text's grams say. `rows` are three lists, one after the other, of rows counted from 1; 0 is
    /// no row.
    fn found(&self, rows: &[i64]) -> Found {
        let length = rows.len() / 3;
        let mut found = vec![0.0; length * self.width];
        let mut known = 0_u16;
        for size in rows.chunks_exact(length.max(1)) {
            for (sum, &row) in found.chunks_exact_mut(self.width).zip(size) {
                let row = usize::try_from(row - 1).ok();
                let Some(row) = row.and_then(|row| self.values.chunks_exact(self.width).nth(row))
                else {
                    continue;
                };
                known = known.saturating_add(1);
                add(sum, row);
            }
        }
        let mut wide = vec![0.0; self.width];
        found.chunks_exact(self.width).for_each(|place| add(&mut wide, place));
        let scale = 1.0 / f32::from(known.max(1)).sqrt();
        wide.iter_mut().for_each(|sum| *sum *= scale);
        let mean = wide.split_off(OUTPUTS);
        let places: Vec<_> =
            found.chunks_exact(self.width).map(|place| &place[OUTPUTS..]).collect();
        Found { windows: places.windows(3).flat_map(<[_]>::concat).collect(), wide, mean }
    }
}

/// What the table says of a text.
struct Found {
    /// The say of all its grams on each output, `OUTPUTS` of them.
    wide: Vec<f32>,
    /// Their embedding, as long as one.
    mean: Vec<f32>,
    /// The embeddings of every three characters that stand side by side, one after the other.
    windows: Vec<f32>,
}

fn add(sum: &mut [f32], row: &[f32]) {
    sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
}

fn row(values: &[f32]) -> TractResult<Tensor> {
    Tensor::from_shape(&[1, values.len()], values)
}

/// The kernel `[3 × deep, convolved]`: those of the three characters, which the file has side by side, one
/// below the other.
fn kernel(weights: &Weights) -> TractResult<Arc<Tensor>> {
    let (deep, convolved) = (weights.widths.deep, weights.widths.convolved);
    let of = |tap| {
        let rows = weights.kernel.values.chunks_exact(3 * convolved);
        rows.flat_map(move |row| &row[tap * convolved..(tap + 1) * convolved])
    };
    let values: Vec<f32> = (0..3).flat_map(of).copied().collect();
    Ok(Arc::new(Tensor::from_shape(&[3 * deep, convolved], &values)?))
}

fn tensor(matrix: &Matrix) -> TractResult<Arc<Tensor>> {
    Ok(Arc::new(Tensor::from_shape(&[matrix.rows, matrix.columns], &matrix.values)?))
}
