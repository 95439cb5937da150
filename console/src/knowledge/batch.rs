//! The rows of an import, in parts that the edge takes.

use shared::api::knowledge::ImportRow;

/// Cuts `rows` into parts of at most [`MOST_ROWS`] and about [`MOST_BYTES`]. A row that is larger by
/// itself goes alone, for the edge to refuse.
pub(super) fn batches(rows: &[ImportRow]) -> impl Iterator<Item = &[ImportRow]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |row: &&ImportRow| {
            bytes += size(row);
            bytes <= MOST_BYTES
        };
        let fitting = rest.iter().take(MOST_ROWS).take_while(fits).count();
        let (batch, after) = rest.split_at(fitting.max(1).min(rest.len()));
        rest = after;
        (!batch.is_empty()).then_some(batch)
    })
}

/// About how many bytes a row has on the wire.
fn size(row: &ImportRow) -> usize {
    // Only what serialises was read from a file.
    serde_json::to_string(row).map_or(0, |text| text.len() + 1)
}

/// The edge's limit.
const MOST_ROWS: usize = 500;
/// Below the edge's limit of 1 MiB by more than what is around the rows.
const MOST_BYTES: usize = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(sizes: &[usize]) -> Vec<ImportRow> {
        let row = |(at, size): (usize, &usize)| ImportRow {
            line: at + 1,
            article: json!({ "id": at, "body": "长".repeat(*size) }),
        };
        sizes.iter().enumerate().map(row).collect()
    }

    #[test]
    fn every_row_is_in_one_part_that_the_edge_takes() {
        let check = |sizes: &[usize], expect: &[usize]| {
            let rows = rows(sizes);
            let parts: Vec<&[ImportRow]> = batches(&rows).collect();
            assert_eq!(parts.concat(), rows);
            let counts: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(counts, expect);
            for part in parts.iter().filter(|part| part.len() > 1) {
                let text = serde_json::to_string(part).map_or(0, |text| text.len());
                assert!(text < 1024 * 1024 - 1_000, "{text}");
            }
        };
        check(&[], &[]);
        check(&[1], &[1]);
        check(&[1; 500], &[500]);
        check(&[1; 1_001], &[500, 500, 1]);
        check(&[20_000; 40], &[16, 16, 8]);
        check(&[1, 400_000, 1, 1], &[1, 1, 2]);
    }
}
