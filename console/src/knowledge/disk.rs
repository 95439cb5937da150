//! Files of the agent's own computer: read where they were chosen, and saved as a download.

use js_sys::{Array, JsString, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlElement, HtmlInputElement, TextDecoder, Url,
};

/// The files that were chosen in `input`, by name; those of a folder with their path in it.
#[must_use]
pub(super) fn chosen(input: &HtmlInputElement) -> Vec<File> {
    let Some(list) = input.files() else { return Vec::new() };
    let mut files: Vec<File> = (0..list.length()).filter_map(|at| list.item(at)).collect();
    files.sort_by_key(path);
    files
}

/// The file's path from the folder that was chosen on, whose name comes first; else its name.
#[must_use]
pub(super) fn path(file: &File) -> String {
    // Not in web-sys: it stands in no specification, and in every browser.
    let path = Reflect::get(file, &JsValue::from_str("webkitRelativePath")).unwrap_or_default();
    let path = path.dyn_into::<JsString>().map(String::from).unwrap_or_default();
    if path.is_empty() { file.name() } else { path }
}

/// What is in the file; nothing if it cannot be read, such as when it is gone by now.
pub(super) async fn read(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// A text in GB18030, with U+FFFD where there is none; nothing in a browser that cannot read it.
pub(super) fn of_gb18030(bytes: &[u8]) -> Option<String> {
    let decoder = TextDecoder::new_with_label("gb18030").ok()?;
    // A copy: the decoder takes no view of memory that may move.
    decoder.decode_with_buffer_source(&Uint8Array::from(bytes)).ok()
}

/// Saves `text` as a file. Returns whether the browser took it.
pub(super) fn save(name: &str, media_type: &str, text: &str) -> bool {
    let parts = Array::of1(&JsValue::from_str(text));
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return false };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return false };
    let saved = click(&address, name).is_some();
    // The download has its own hold on the blob by now.
    let _ = Url::revoke_object_url(&address);
    saved
}

fn click(address: &str, name: &str) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(address);
    link.set_download(name);
    link.unchecked_ref::<HtmlElement>().click();
    Some(())
}
