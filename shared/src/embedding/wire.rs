//! What is sent to a service and what must come back.

use serde_json::{Value, json};

use super::{Service, Vector};

/// Why an answer cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// It is no JSON, or none with vectors.
    #[error("it has no list of vectors as `data`")]
    Foreign,
    /// It has vectors for other texts than were sent.
    #[error("it has {got} vectors for {wanted} texts")]
    Count {
        /// How many it has.
        got: usize,
        /// How many texts were sent.
        wanted: usize,
    },
    /// A vector has another size than the site's configuration says.
    #[error("a vector has {got} numbers and not {wanted}")]
    Size {
        /// How many it has.
        got: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// A vector points nowhere.
    #[error("a vector is all zero, or holds what is no number")]
    Nowhere,
}

impl Service {
    /// The body of `POST …/v1/embeddings`, as OpenAI's API has it.
    #[must_use]
    pub fn request(&self, texts: &[String]) -> String {
        let mut body = json!({ "model": self.model, "input": texts, "encoding_format": "float" });
        if self.shortens {
            body["dimensions"] = self.dimensions.into();
        }
        body.to_string()
    }

    /// What Workers AI is given beside the model's name.
    #[must_use]
    pub fn workers_ai_input(texts: &[String]) -> String {
        json!({ "text": texts }).to_string()
    }

    /// The vectors of an answer, one for each of `wanted` texts in their order. Both forms are read:
    /// `data` of objects with `index` and `embedding`, and Workers AI's `data` of plain lists.
    ///
    /// # Errors
    /// When anything of it is not as it should be: half an answer is none.
    pub fn vectors(&self, body: &str, wanted: usize) -> Result<Vec<Vector>, Unusable> {
        let answer: Value = serde_json::from_str(body).map_err(|_| Unusable::Foreign)?;
        let data = answer.get("data").and_then(Value::as_array).ok_or(Unusable::Foreign)?;
        if data.len() != wanted {
            return Err(Unusable::Count { got: data.len(), wanted });
        }
        let mut vectors = vec![None; wanted];
        for (place, item) in data.iter().enumerate() {
            let index = match item.get("index") {
                None => place,
                Some(index) => index.as_u64().ok_or(Unusable::Foreign)? as usize,
            };
            let numbers = item.get("embedding").unwrap_or(item);
            let numbers = numbers.as_array().ok_or(Unusable::Foreign)?;
            if numbers.len() != self.dimensions {
                return Err(Unusable::Size { got: numbers.len(), wanted: self.dimensions });
            }
            let numbers: Option<Vec<f32>> =
                numbers.iter().map(|number| Some(number.as_f64()? as f32)).collect();
            let vector = numbers.and_then(|numbers| Vector::of(&numbers));
            let slot = vectors.get_mut(index).ok_or(Unusable::Foreign)?;
            *slot = Some(vector.ok_or(Unusable::Nowhere)?);
        }
        // With as many items as places, an empty place is another one's index twice.
        vectors.into_iter().collect::<Option<_>>().ok_or(Unusable::Foreign)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn service() -> Service {
        let text = r#"{"url": "https://ai.example/v1/embeddings", "model": "m", "dimensions": 8}"#;
        Service { dimensions: 2, ..serde_json::from_str(text).unwrap() }
    }

    fn read(body: &str, wanted: usize) -> Result<Vec<Vec<i8>>, Unusable> {
        let vectors = service().vectors(body, wanted)?;
        Ok(vectors.iter().map(|vector| vector.numbers().to_vec()).collect())
    }

    #[test]
    fn vectors_are_put_in_the_order_of_the_texts() {
        let openai = r#"{"object": "list", "data": [
            {"index": 1, "embedding": [0, 1], "object": "embedding"},
            {"index": 0, "embedding": [1.0, 0.0]}], "usage": {}}"#;
        assert_eq!(read(openai, 2), Ok(vec![vec![127, 0], vec![0, 127]]));
        let workers_ai = r#"{"shape": [2, 2], "data": [[1, 0], [0, -1]]}"#;
        assert_eq!(read(workers_ai, 2), Ok(vec![vec![127, 0], vec![0, -127]]));
    }

    #[test]
    fn half_an_answer_is_none() {
        let check = |body: &str, expect: Unusable| assert_eq!(read(body, 1), Err(expect), "{body}");
        check("", Unusable::Foreign);
        check("<html>", Unusable::Foreign);
        check(r#"{"error": {"message": "no"}}"#, Unusable::Foreign);
        check(r#"{"data": "AAAA"}"#, Unusable::Foreign);
        check(r#"{"data": ["AAAA"]}"#, Unusable::Foreign);
        check(r#"{"data": [{"index": 7, "embedding": [1, 0]}]}"#, Unusable::Foreign);
        check(r#"{"data": [{"index": -1, "embedding": [1, 0]}]}"#, Unusable::Foreign);
        check(r#"{"data": []}"#, Unusable::Count { got: 0, wanted: 1 });
        check(r#"{"data": [[1, 0], [1, 0]]}"#, Unusable::Count { got: 2, wanted: 1 });
        check(r#"{"data": [[1, 0, 0]]}"#, Unusable::Size { got: 3, wanted: 2 });
        check(r#"{"data": [[0, 0]]}"#, Unusable::Nowhere);
        check(r#"{"data": [[null, 1]]}"#, Unusable::Nowhere);
        check(r#"{"data": [[1e99, 1]]}"#, Unusable::Nowhere);
        let twice =
            r#"{"data": [{"index": 0, "embedding": [1, 0]}, {"index": 0, "embedding": [1, 0]}]}"#;
        assert_eq!(read(twice, 2), Err(Unusable::Foreign));
    }

    #[test]
    fn a_request_is_what_the_api_takes() {
        let texts = ["a".to_owned()];
        let request = service().request(&texts);
        let expect = json!({ "model": "m", "input": ["a"], "encoding_format": "float" });
        assert_eq!(serde_json::from_str::<Value>(&request).unwrap(), expect);
        let mut shortening = service();
        shortening.shortens = true;
        assert!(shortening.request(&texts).contains("\"dimensions\":2"));
    }
}
