//! The hash of an agent's password, for a site's configuration file.

use std::io::{IsTerminal as _, stdin};
use std::process::{Command, Stdio, exit};

use anyhow::{Context as _, Result, anyhow, bail};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use shared::password::{LONGEST, is_affordable};

/// As shells tell that a program was interrupted.
const BROKEN_OFF: i32 = 130;

/// Passwords shorter than this are guessed before the rate limit bites.
const AT_LEAST: usize = 8;

/// 19 MiB and two passes (OWASP's choice): about 50 ms at the edge, a lot more for a thief.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;

/// Reads a password from standard input, prints its argon2id hash as a PHC string.
///
/// # Errors
/// When the password is too short.
pub fn password() -> Result<()> {
    let typed = stdin().is_terminal();
    if typed {
        // Whoever breaks off is to see again what they type.
        ctrlc::set_handler(|| {
            echo(true);
            eprintln!();
            exit(BROKEN_OFF);
        })?;
        eprint!("Password: ");
        echo(false);
    }
    let mut line = String::new();
    let read = stdin().read_line(&mut line);
    if typed {
        echo(true);
        eprintln!();
    }
    read.context("standard input")?;
    println!("{}", hash(line.trim_end_matches(['\r', '\n']))?);
    Ok(())
}

fn hash(password: &str) -> Result<String> {
    if password.chars().count() < AT_LEAST {
        bail!("a password has at least {AT_LEAST} characters");
    }
    if password.len() > LONGEST {
        bail!("a password has at most {LONGEST} bytes; a Chinese character is three of them");
    }
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| anyhow!("{error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow!("{error}"))?.to_string())
}

/// Looks whether the edge can check a password against this hash. Of one that it cannot, an agent would
/// be told for ever that the password is wrong.
///
/// # Errors
/// With the remedy, for a hash that is none, is cut, or costs too much.
pub(crate) fn check(phc: &str) -> Result<()> {
    let hash =
        PasswordHash::new(phc).ok().filter(|hash| hash.salt.is_some() && hash.hash.is_some());
    let params = hash.as_ref().and_then(|hash| Params::try_from(hash).ok());
    let Some(params) = params else {
        bail!("is not a whole argon2id hash: make one with `dukou password`");
    };
    if !is_affordable(params.m_cost(), params.t_cost(), params.p_cost()) {
        bail!(
            "asks for more than 64 MiB, ten passes or four lanes: make one with `dukou password`"
        );
    }
    Ok(())
}

/// Shows or hides what is typed. Where that fails it is shown, which the person sees.
fn echo(shown: bool) {
    let mode = if shown { "echo" } else { "-echo" };
    let _ = Command::new("stty").arg(mode).stderr(Stdio::null()).status();
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier as _;
    use argon2::password_hash::phc::PasswordHash;

    use super::*;

    #[test]
    fn the_hash_opens_to_its_password_alone() {
        let phc = hash("correct horse").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        let hash = PasswordHash::new(&phc).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &hash).is_ok());
        assert!(Argon2::default().verify_password(b"correct house", &hash).is_err());
    }

    #[test]
    fn a_password_that_opens_nothing_is_refused() {
        assert!(hash("1234567").is_err());
        assert!(hash(&"密".repeat(85)).is_ok());
        let told = hash(&"密".repeat(86)).unwrap_err().to_string();
        assert!(told.contains("at most 256 bytes"), "{told}");
    }

    #[test]
    fn a_hash_that_the_edge_cannot_check_is_named() {
        let of =
            |params: &str| format!("$argon2id$v=19${params}$c29tZXNhbHQ$YWFhYWFhYWFhYWFhYWFhYQ");
        let fault =
            |phc: &str| check(phc).err().map_or_else(String::new, |error| error.to_string());
        for good in [&hash("correct horse").unwrap(), &of("m=65536,t=10,p=4")] {
            assert_eq!(fault(good), "", "{good}");
        }
        for dear in ["m=131072,t=2,p=1", "m=64,t=11,p=1", "m=64,t=1,p=5"] {
            assert!(fault(&of(dear)).contains("64 MiB"), "{dear}");
        }
        let cut = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ";
        for broken in ["$argon2id$not a hash", cut, &of("m=19456,t=2")[..30]] {
            assert!(fault(broken).contains("not a whole"), "{broken}");
        }
    }
}
