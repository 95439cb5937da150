//! The desk's three panes, of which a phone shows one at a time.

/// Which pane a narrow screen shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pane {
    /// Who waits.
    Lists,
    /// The conversation.
    Talk,
    /// What is known.
    Context,
}

impl Pane {
    /// How the style sheet calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lists => "lists",
            Self::Talk => "talk",
            Self::Context => "context",
        }
    }
}
