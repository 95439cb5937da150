//! What the visitor composes.

use shared::conversation::Button;
use shared::id::ClientId;
use shared::reading::Reading;
use shared::wire::VisitorFrame;
use ui::json::Json;
use ui::wire;

/// A message or a tap, kept until the transcript shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Draft {
    /// A message.
    Say {
        /// As it travels: personal data is masked.
        text: String,
        /// What the reader saw in it, if it was there in time.
        reading: Option<Reading>,
    },
    /// A tap.
    Press(Button),
}

impl ui::talk::Draft for Draft {
    fn frame(&self, client_id: ClientId) -> String {
        match self {
            Self::Say { text, reading } => wire::say(client_id, text, reading.as_ref()),
            Self::Press(button) => wire::press(client_id, button),
        }
    }

    fn of_frame(frame: &Json) -> Option<Self> {
        match wire::visitor_frame(frame)? {
            VisitorFrame::Say { text, reading, .. } => Some(Self::Say { text, reading }),
            VisitorFrame::Press { button, .. } => Some(Self::Press(button)),
            VisitorFrame::Visit { .. } | VisitorFrame::Typing | VisitorFrame::Resume { .. } => None,
        }
    }

    fn words(&self) -> Option<&str> {
        match self {
            Self::Say { text, .. } => Some(text),
            Self::Press(_) => None,
        }
    }

    fn goes_on(&self) -> bool {
        match self {
            Self::Say { .. } | Self::Press(Button::Human | Button::Confirm { .. }) => true,
            Self::Press(
                Button::Decline
                | Button::Help { .. }
                | Button::Contact { .. }
                | Button::End
                | Button::Rate { .. },
            ) => false,
        }
    }
}
