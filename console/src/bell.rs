//! Two tones for what should not be missed, made on the spot.

use std::cell::{Cell, RefCell};

use gloo::events::EventListener;
use leptos::prelude::*;
use ui::storage;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

/// Rings, unless it was switched off.
#[derive(Clone, Copy)]
pub(crate) struct Bell {
    /// Whether it rings; kept across reloads.
    pub(crate) on: RwSignal<bool>,
}

/// What it rings for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ring {
    /// A new visitor waits.
    Visitor,
    /// A visitor wrote.
    Message,
}

impl Bell {
    /// A bell, on unless it was switched off before.
    pub(crate) fn new() -> Self {
        wake();
        let on = RwSignal::new(storage::read(KEPT).unwrap_or(true));
        Self { on }
    }

    /// Switches it, and keeps that.
    pub(crate) fn switch(self) {
        self.on.update(|on| *on = !*on);
        let on = self.on.get_untracked();
        storage::write(KEPT, &on);
        if on {
            self.ring(Ring::Message);
        }
    }

    /// Rings if it is on, and if the browser lets it: a page that was never touched is silent.
    pub(crate) fn ring(self, ring: Ring) {
        if !self.on.try_get_untracked().unwrap_or_default() || !TOUCHED.get() {
            return;
        }
        let notes: &[f32] = match ring {
            Ring::Visitor => &[659.3, 880.0],
            Ring::Message => &[587.3],
        };
        AUDIO.with_borrow_mut(|audio| {
            if audio.is_none() {
                *audio = AudioContext::new().ok();
            }
            if let Some(audio) = audio {
                // No sound device is no reason to fail.
                let _ = play(audio, notes);
            }
        });
    }
}

fn play(audio: &AudioContext, notes: &[f32]) -> Result<(), wasm_bindgen::JsValue> {
    if audio.state() == AudioContextState::Suspended {
        let _ = audio.resume()?;
    }
    for (note, at) in notes.iter().zip(0_u8..) {
        let begin = audio.current_time() + f64::from(at) * APART;
        let tone = audio.create_oscillator()?;
        let volume = audio.create_gain()?;
        tone.set_type(OscillatorType::Sine);
        tone.frequency().set_value(*note);
        volume.gain().set_value_at_time(0.000_1, begin)?;
        volume.gain().exponential_ramp_to_value_at_time(LOUD, begin + 0.02)?;
        volume.gain().exponential_ramp_to_value_at_time(0.000_1, begin + LONG)?;
        tone.connect_with_audio_node(&volume)?;
        volume.connect_with_audio_node(&audio.destination())?;
        tone.start_with_when(begin)?;
        tone.stop_with_when(begin + LONG)?;
    }
    Ok(())
}

/// Browsers let a page sound once it has been touched, and complain of one that tries before.
fn wake() {
    let Some(window) = web_sys::window() else { return };
    for event in ["pointerdown", "keydown"] {
        EventListener::once(&window, event, |_| TOUCHED.set(true)).forget();
    }
}

thread_local! {
    static AUDIO: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
    static TOUCHED: Cell<bool> = const { Cell::new(false) };
}

const KEPT: &str = "dukou.console.sound";
/// How long a note lasts, in seconds.
const LONG: f64 = 0.22;
/// How far apart two notes begin, in seconds.
const APART: f64 = 0.16;
/// How loud, of 1.
const LOUD: f32 = 0.12;
