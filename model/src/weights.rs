//! The packed weight file: see `train/pack.py`, which writes it, for its layout.

use shared::reading::{Emotion, Intent};

/// A weight file, checked and dequantised.
pub(crate) struct Weights {
    /// The known grams' hashes, ascending.
    pub(crate) vocabulary: Vec<u32>,
    /// SHA-256 of the corpus and the training code that made the file.
    pub(crate) sources: [u8; 32],
    pub(crate) widths: Widths,
    /// `[known, outputs]`: each gram's say on each output.
    pub(crate) wide: Matrix,
    /// `[known, deep]`: each gram's embedding.
    pub(crate) deep: Matrix,
    /// `[deep, 3 × convolved]`: three taps, side by side.
    pub(crate) kernel: Matrix,
    /// `[1, convolved]`
    pub(crate) kernel_bias: Matrix,
    /// `[convolved + deep, hidden]`
    pub(crate) hidden: Matrix,
    /// `[1, hidden]`
    pub(crate) hidden_bias: Matrix,
    /// `[hidden, outputs]`
    pub(crate) out: Matrix,
    /// `[1, outputs]`
    pub(crate) out_bias: Matrix,
}

/// How wide the layers are.
#[derive(Clone, Copy)]
pub(crate) struct Widths {
    pub(crate) known: usize,
    pub(crate) deep: usize,
    pub(crate) convolved: usize,
    pub(crate) hidden: usize,
}

/// Numbers in rows.
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    /// Row after row.
    pub(crate) values: Vec<f32>,
}

/// Intents, emotions, and anger.
pub(crate) const OUTPUTS: usize = Intent::ALL.len() + Emotion::ALL.len() + 1;

/// Why a weight file cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// It does not begin like one.
    #[error("this is not a weight file of the reader")]
    Foreign,
    /// It is of another version.
    #[error("the weight file has version {found}, this program reads version {VERSION}")]
    Version {
        /// The file's version.
        found: u16,
    },
    /// It ends too early.
    #[error("the weight file ends too early, at byte {at}")]
    Truncated {
        /// Its length in bytes.
        at: usize,
    },
    /// Its checksum does not match its content.
    #[error("the weight file is damaged: its checksum does not match")]
    Damaged,
    /// It holds something that no training writes.
    #[error("the weight file makes no sense: {0}")]
    Senseless(&'static str),
    /// The inference engine refuses the network.
    #[error("the network cannot be built: {0}")]
    Graph(String),
}

impl Weights {
    /// Checks and reads a whole file.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, LoadError> {
        let mut file = File { bytes, at: 0 };
        if file.take(MAGIC.len())? != MAGIC {
            return Err(LoadError::Foreign);
        }
        let found = u16::from_le_bytes(file.array()?);
        if found != VERSION {
            return Err(LoadError::Version { found });
        }
        let sources = file.array()?;
        let widths = file.widths()?;
        let vocabulary = file.vocabulary(widths.known)?;
        let Widths { known, deep, convolved, hidden } = widths;
        let weights = Self {
            vocabulary,
            sources,
            widths,
            wide: file.matrix(known, OUTPUTS)?,
            deep: file.matrix(known, deep)?,
            kernel: file.matrix(deep, 3 * convolved)?,
            kernel_bias: file.matrix(1, convolved)?,
            hidden: file.matrix(convolved + deep, hidden)?,
            hidden_bias: file.matrix(1, hidden)?,
            out: file.matrix(hidden, OUTPUTS)?,
            out_bias: file.matrix(1, OUTPUTS)?,
        };
        let content = file.at;
        let checksum = u64::from_le_bytes(file.array()?);
        if file.at != bytes.len() {
            return Err(LoadError::Senseless("something follows its end"));
        }
        if fnv_1a(&bytes[..content]) != checksum {
            return Err(LoadError::Damaged);
        }
        Ok(weights)
    }
}

/// A walk through the bytes of a file.
struct File<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> File<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], LoadError> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(LoadError::Truncated { at: self.bytes.len() })?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LoadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn width(&mut self, most: usize) -> Result<usize, LoadError> {
        let width = u32::from_le_bytes(self.array()?) as usize;
        if width == 0 || width > most {
            return Err(LoadError::Senseless("a layer is empty or too wide"));
        }
        Ok(width)
    }

    fn widths(&mut self) -> Result<Widths, LoadError> {
        let known = self.width(1 << 20)?;
        if self.width(WIDEST)? != OUTPUTS {
            return Err(LoadError::Senseless("it has other outputs than this program"));
        }
        let (deep, convolved) = (self.width(WIDEST)?, self.width(WIDEST)?);
        Ok(Widths { known, deep, convolved, hidden: self.width(WIDEST)? })
    }

    fn vocabulary(&mut self, known: usize) -> Result<Vec<u32>, LoadError> {
        // A gram takes a byte at least: no file makes us reserve more than a few times its size.
        if known > self.bytes.len() {
            return Err(LoadError::Truncated { at: self.bytes.len() });
        }
        let mut vocabulary = Vec::with_capacity(known);
        let mut gram = 0;
        for index in 0..known {
            let distance = self.leb128()?;
            if (distance == 0 && index > 0) || distance >= 1 << 24 {
                return Err(LoadError::Senseless("its grams do not ascend"));
            }
            gram += distance;
            if gram >= 1 << 24 {
                return Err(LoadError::Senseless("a gram has more than 24 bits"));
            }
            vocabulary.push(gram);
        }
        Ok(vocabulary)
    }

    fn leb128(&mut self) -> Result<u32, LoadError> {
        let mut value = 0;
        for shift in [0, 7, 14, 21] {
            let [byte] = self.array()?;
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(LoadError::Senseless("a gram has more than 24 bits"))
    }

    /// A matrix is stored turned, a scale for each of its columns first.
    fn matrix(&mut self, rows: usize, columns: usize) -> Result<Matrix, LoadError> {
        let mut scales = Vec::with_capacity(columns);
        for _ in 0..columns {
            let scale = f32::from_le_bytes(self.array()?);
            if !scale.is_finite() {
                return Err(LoadError::Senseless("a scale is not a number"));
            }
            scales.push(scale);
        }
        let mut values = Vec::new();
        let stored = self.take(rows * columns)?;
        values.resize(rows * columns, 0.0);
        for (column, (steps, scale)) in stored.chunks_exact(rows).zip(scales).enumerate() {
            for (row, &step) in steps.iter().enumerate() {
                values[row * columns + column] = f32::from(step.cast_signed()) * scale;
            }
        }
        Ok(Matrix { rows, columns, values })
    }
}

fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |state, &byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

const MAGIC: &[u8] = b"DUKOUMDL";
const VERSION: u16 = 1;
const WIDEST: usize = 1024;
