use shared::fold::Folded;

/// Any text folds to no more than it is, to the same when it is folded again, and knows where it came from.
pub fn fold(text: &str) {
    for fold in [Folded::of, Folded::full] {
        let folded = fold(text);
        let length = text.chars().count();
        assert!(folded.chars.len() <= length);
        assert_eq!(folded.chars.len(), folded.origin.len());
        assert!(
            folded.origin.is_sorted() && folded.origin.last().is_none_or(|&last| last < length)
        );
        let again: String = folded.chars.iter().collect();
        assert_eq!(fold(&again).chars, folded.chars, "{text:?}");
        let whole = folded.source(0, folded.chars.len());
        assert!(whole.start <= whole.end && whole.end <= length);
    }
}
