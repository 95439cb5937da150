//! The network: a table that is looked up here, and the rest as tract runs it, built in code.
//!
//! ```text
//! grams [3, length] ─ rows of the table, the three sizes summed ─ found [length, outputs + deep]
//! found ─ sum over the text × scale ─ pooled: wide part [1, outputs], mean part [1, deep]
//! found's deep part ─ convolve 3 characters ─ greatest over the text ─ relu ─ peak [1, convolved]
//! peak, mean ─ hidden layer, relu ─ output layer + wide part ─ logits [1, outputs]
//! ```

use tract_core::internal::{
    Arc, AxesMapping, Datum, DatumType, IntoTValue, OutletId, SpecialOps, TDim, Tensor, ToDim,
    TractResult, TypedFact, TypedModel, TypedRunnableModel, tvec,
};
use tract_core::ops::array::{Slice, TypedConcat};
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
        let known = rows.iter().filter(|&&row| row > 0).count();
        #[expect(clippy::cast_precision_loss, reason = "a text has less than a thousand grams")]
        let scale = 1.0 / (known.max(1) as f32).sqrt();
        let found = self.table.found(rows);
        let found =
            Tensor::from_shape(&[found.len() / self.table.width, self.table.width], &found)?;
        let scale = Tensor::from_shape(&[1, 1], &[scale])?;
        let logits = self.rest.run(tvec![found.into_tvalue(), scale.into_tvalue()])?;
        Ok(logits[0].as_slice::<f32>()?.to_vec())
    }
}

/// A model in the making.
struct Wiring {
    model: TypedModel,
}

impl Wiring {
    fn network(&mut self, weights: &Weights) -> TractResult<()> {
        let length = TDim::from(self.model.symbols.sym("length"));
        let (deep, convolved) = (weights.widths.deep, weights.widths.convolved);
        let width = OUTPUTS + deep;

        let found = TypedFact::dt_shape(f32::datum_type(), [length.clone(), width.to_dim()]);
        let found = self.model.add_source("found", found)?;
        let scale = TypedFact::dt_shape(f32::datum_type(), [1.to_dim(), 1.to_dim()]);
        let scale = self.model.add_source("scale", scale)?;

        let pooled = self.wire("pooled_sum", Reduce::new(tvec![0], Reducer::Sum), &[found])?;
        let pooled = self.wire("pooled", math::mul(), &[pooled, scale])?;
        let wide = self.wire("wide", Slice::new(1, 0, OUTPUTS), &[pooled])?;
        let mean = self.wire("mean", Slice::new(1, OUTPUTS, width), &[pooled])?;

        let embedded = self.wire("embedded", Slice::new(1, OUTPUTS, width), &[found])?;
        let spread = self.product("spread", embedded, &weights.kernel)?;
        let mut taps = None;
        for tap in 0..3 {
            let (begin, end) = (tap.to_dim(), length.clone() + tap - 2);
            let rows =
                self.wire(&format!("tap_{tap}.rows"), Slice::new(0, begin, end), &[spread])?;
            let columns = Slice::new(1, tap * convolved, (tap + 1) * convolved);
            let this = self.wire(&format!("tap_{tap}"), columns, &[rows])?;
            taps = Some(match taps {
                None => this,
                Some(sum) => self.wire(&format!("taps_{tap}"), math::add(), &[sum, this])?,
            });
        }
        let taps = taps.into_iter().collect::<Vec<_>>();
        // The bias and the relu change no order, so the greatest goes first: it leaves one row.
        let peak = self.wire("peak_raw", Reduce::new(tvec![0], Reducer::Max), &taps)?;
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

    /// `[length, width]`: for each place of a text the sum of the rows of the grams that begin there.
    /// `rows` are three lists, one after the other, of rows counted from 1; 0 is no row.
    fn found(&self, rows: &[i64]) -> Vec<f32> {
        let length = rows.len() / 3;
        let mut found = vec![0.0; length * self.width];
        for size in rows.chunks_exact(length.max(1)) {
            for (sum, &row) in found.chunks_exact_mut(self.width).zip(size) {
                let row = usize::try_from(row - 1).ok();
                let Some(row) = row.and_then(|row| self.values.chunks_exact(self.width).nth(row))
                else {
                    continue;
                };
                sum.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
            }
        }
        found
    }
}

fn tensor(matrix: &Matrix) -> TractResult<Arc<Tensor>> {
    Ok(Arc::new(Tensor::from_shape(&[matrix.rows, matrix.columns], &matrix.values)?))
}
