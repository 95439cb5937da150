//! How a site presents itself, before anyone speaks.

use shared::api::{Offered, SiteProfile, Start};
use shared::article::Article;
use shared::site::Site;
use worker::{Env, console_warn};

use super::visitor::visit;
use crate::gate::Gate;
use crate::library::{self, Offer, TopQuestions};
use crate::meter::Charge;
use crate::reply::{self, Failure, Reply};
use crate::run::now;

/// `GET /v1/sites/{site}/profile`. Public.
pub(super) async fn profile(gate: Gate<'_>, env: &Env) -> Reply {
    let site = &gate.site;
    let now = now();
    let articles = top_articles(&gate, env).await;
    let synonyms = if articles.is_empty() { Vec::new() } else { synonyms(site) };
    reply::json(
        200,
        &SiteProfile {
            site: site.id.clone(),
            profile: site.profile.clone(),
            hours: site.policy.hours.clone(),
            open: site.policy.hours.open_at(now),
            wait_seconds: site.policy.wait.as_secs(),
            hatch: site.policy.hatch(),
            articles,
            synonyms,
            now,
        },
    )
}

/// `POST /v1/sites/{site}/questions`: what a visitor is offered to ask on a page of the shop. In a body, since
/// an address is no place for where somebody is.
pub(super) async fn questions(mut gate: Gate<'_>, env: &Env) -> Reply {
    let Start { locale, page, .. } = visit(&mut gate).await?;
    let usual = gate.site.profile.top_questions.get(&locale).cloned().unwrap_or_default();
    let Some(page) = page else { return reply::json(200, &Offered { questions: usual }) };
    let (address, rate) = gate.address(gate.config.limits.search_address)?;
    // Its own share: where somebody goes must not use up what they may ask.
    let charge = Charge { key: format!("offer/{address}"), rate };
    let offer = Offer { site: gate.site.id.clone(), charge, page, locale, usual };
    reply::json(200, &Offered { questions: library::offer(&offer, env).await? })
}

/// The shop's synonyms, as far as a page has room for them.
fn synonyms(site: &Site) -> Vec<Vec<String>> {
    let mut room = SYNONYMS;
    let fits = |group: &&Vec<String>| {
        let weight: usize = group.iter().map(|word| word.len() + 3).sum();
        let left = room.checked_sub(weight);
        room = left.unwrap_or_default();
        left.is_some()
    };
    site.synonyms.groups().iter().take_while(fits).cloned().collect()
}

/// The articles behind the top questions. A page without them asks the edge instead, so their
/// absence is no reason to fail.
async fn top_articles(gate: &Gate<'_>, env: &Env) -> Vec<Article> {
    let questions: Vec<String> =
        gate.site.profile.top_questions.values().flatten().cloned().collect();
    if questions.is_empty() {
        return Vec::new();
    }
    let top = TopQuestions { site: gate.site.id.clone(), questions };
    match library::top(&top, env).await {
        Ok(articles) => articles,
        Err(Failure(problem)) => {
            console_warn!("no top articles for {}: {problem}", gate.site.id);
            Vec::new()
        }
    }
}

/// Bytes of synonyms that a page gets.
const SYNONYMS: usize = 4_000;
