//! How a site presents itself, before anyone speaks.

use shared::api::SiteProfile;
use shared::article::Article;
use worker::{Env, console_warn};

use crate::gate::Gate;
use crate::library::{self, TopQuestions};
use crate::reply::{self, Failure, Reply};
use crate::run::now;

/// `GET /v1/sites/{site}/profile`. Public.
pub(super) async fn profile(gate: Gate<'_>, env: &Env) -> Reply {
    let site = &gate.site;
    let now = now();
    reply::json(
        200,
        &SiteProfile {
            site: site.id.clone(),
            profile: site.profile.clone(),
            hours: site.policy.hours.clone(),
            open: site.policy.hours.open_at(now),
            wait_seconds: site.policy.wait.as_secs(),
            hatch: site.policy.hatch(),
            articles: top_articles(&gate, env).await,
            now,
        },
    )
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
