//! What the visitor composes.

use serde::{Deserialize, Serialize};
use shared::conversation::Button;
use shared::id::ClientId;
use shared::reading::Reading;
use shared::wire::VisitorFrame;

/// A message or a tap, kept until the transcript shows it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Draft {
    /// A message.
    Say {
        /// As it travels: personal data is masked.
        text: String,
        /// What the reader saw in it, if it was there in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reading: Option<Reading>,
    },
    /// A tap.
    Press(Button),
}

impl ui::talk::Draft for Draft {
    fn frame(&self, client_id: ClientId) -> String {
        let frame = match self.clone() {
            Self::Say { text, reading } => VisitorFrame::Say { client_id, text, reading },
            Self::Press(button) => VisitorFrame::Press { client_id, button },
        };
        // Frames are plain data, which always serialises.
        serde_json::to_string(&frame).unwrap_or_default()
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Say { text, .. } => Some(text),
            Self::Press(_) => None,
        }
    }
}
