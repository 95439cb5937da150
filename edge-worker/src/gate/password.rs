//! An agent's password against its argon2id hash from the site's configuration.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier as _};
use shared::password::{LONGEST, is_affordable};

/// Whether `password` is the one that `phc` was made of.
///
/// Without a hash (nobody of that name) the same work is done and the answer is no, so that the time
/// it takes does not tell which names exist.
pub(crate) fn matches(password: &str, phc: Option<&str>) -> bool {
    let known = phc.and_then(within_limits);
    let hash = match &known {
        Some(hash) => hash,
        None => &match PasswordHash::new(NOBODY) {
            Ok(hash) => hash,
            Err(_) => return false,
        },
    };
    let matched = password.len() <= LONGEST
        && Argon2::default().verify_password(password.as_bytes(), hash).is_ok();
    matched && known.is_some()
}

/// A hash of another kind, or one that costs more than the runtime can give, counts as no hash.
fn within_limits(phc: &str) -> Option<PasswordHash> {
    let hash = PasswordHash::new(phc).ok()?;
    let params = argon2::Params::try_from(&hash).ok()?;
    let affordable = is_affordable(params.m_cost(), params.t_cost(), params.p_cost());
    (hash.algorithm.as_str() == "argon2id" && affordable).then_some(hash)
}

/// Hash of a random password nobody kept, at the cost we recommend (19 MiB, two passes).
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZHVrb3Ugbm9ib2R5IDAwMQ$k4SSbQDxtle4ESz//EBr2LoxaJK/epkMHbRypYfHFwQ";

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use argon2::password_hash::CustomizedPasswordHasher as _;
    use argon2::{Algorithm, Params};

    use super::*;

    fn hash(algorithm: Algorithm, params: Params) -> String {
        Argon2::default()
            .hash_password_customized(
                "渡口 opens".as_bytes(),
                b"a salt of tests",
                Some(algorithm.as_str()),
                None,
                params,
            )
            .unwrap()
            .to_string()
    }

    #[test]
    fn the_right_password_opens_and_no_other() {
        let phc = hash(Algorithm::Argon2id, Params::new(64, 1, 1, None).unwrap());
        assert!(matches("渡口 opens", Some(&phc)));
        assert!(!matches("渡口 open", Some(&phc)));
        assert!(!matches("", Some(&phc)));
        assert!(!matches(&"x".repeat(300), Some(&phc)));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        assert!(!matches("渡口 opens", None));
        let nobody = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(Params::try_from(&nobody).unwrap().m_cost(), Params::DEFAULT_M_COST);
    }

    #[test]
    fn a_hash_of_another_kind_or_price_is_no_hash() {
        let cheap = hash(Algorithm::Argon2d, Params::new(64, 1, 1, None).unwrap());
        assert!(!matches("渡口 opens", Some(&cheap)));
        let dear = "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$aaaaaaaaaaaaaaaaaaaaaa";
        assert!(!matches("渡口 opens", Some(dear)));
        assert!(!matches("渡口 opens", Some("plain text")));
    }
}
