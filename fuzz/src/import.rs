use shared::article::Article;
use shared::import::{self, Format};

/// Any bytes are articles and problems; what was read is written so that it reads the same again.
pub fn import(which: u8, bytes: &[u8]) {
    let format = Format::ALL[usize::from(which) % Format::ALL.len()];
    let gb18030 =
        |bytes: &[u8]| Some(encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned());
    let read = import::read(format, "folder/file.md", bytes, gb18030);
    assert!(read.rows.is_sorted_by_key(|row| row.line));
    let articles: Vec<Article> = read.rows.into_iter().map(|row| row.article).collect();
    let table = import::write_csv(&articles);
    let again = import::read(Format::Csv, "table.csv", table.as_bytes(), gb18030);
    assert_eq!(again.problems, []);
    assert!(again.rows.into_iter().map(|row| row.article).eq(articles));
}
