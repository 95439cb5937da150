//! What is asked for: a method and a path, parsed once.

use shared::article::ArticleId;
use shared::id::{ConversationId, ImportId, SiteId};
use shared::percent;
use shared::problem::{Code, Problem};

/// What is asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Route {
    /// Are you there?
    Health,
    /// Something of a site.
    Site(SiteId, SiteRoute),
    /// A browser asks whether it may ask.
    Preflight(SiteId),
    /// The widget in its frame.
    Widget(SiteId),
    /// The widget filling a page.
    FullPage(SiteId),
    /// The console; its pages are told apart in the browser.
    Console,
    /// A file, by its path.
    File(String),
}

/// What is asked of a site.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum SiteRoute {
    /// How the site presents itself.
    Profile,
    /// What is likely to be asked on a page of the shop.
    Questions,
    /// Begin a conversation.
    Start,
    /// Something of a conversation.
    Conversation(ConversationId, ConversationRoute),
    /// Rank the articles.
    Search,
    /// Answer a question, or say honestly that there is no answer.
    Answer,
    /// Put other articles in the place of all.
    Publish,
    /// The graph, as a file.
    Graph,
    /// Put another graph in its place.
    ReplaceGraph,
    /// Something of the articles as the shop keeps them.
    Knowledge(KnowledgeRoute),
    /// An agent signs in.
    SignIn,
    /// An agent signs out.
    SignOut,
    /// Who is signed in?
    WhoAmI,
    /// An agent's line to the desk.
    DeskSocket,
}

/// What is asked of a conversation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum ConversationRoute {
    /// Entries after a place; may wait for one.
    Read,
    /// Throw it away.
    Erase,
    /// One visitor frame, where WebSockets fail.
    Frame,
    /// One message, the plain way.
    Message,
    /// The shop vouches for the visitor.
    Identify,
    /// An article that answered, whole.
    Article(ArticleId),
    /// The visitor's line.
    Socket,
    /// An agent's line.
    AgentSocket,
}

/// What is asked of the articles as the shop keeps them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum KnowledgeRoute {
    /// What there is.
    Articles,
    /// One article, with its history.
    Article(ArticleId),
    /// What it said in one of its versions.
    Version(ArticleId, u64),
    /// Save a draft of it.
    Save(ArticleId),
    /// Draft that it be taken out.
    Archive(ArticleId),
    /// Give its draft up.
    DropDraft(ArticleId),
    /// What was published.
    Publications,
    /// What a publication changed.
    Publication(u64),
    /// What to publish again what it showed would change.
    Restoring(u64),
    /// Publish drafts.
    Publish,
    /// Publish again what a publication showed.
    Restore(u64),
    /// Begin an import.
    Import,
    /// Rows of an import.
    ImportRows(ImportId),
    /// An import is whole.
    FinishImport(ImportId),
    /// A page of what is published.
    Export,
    /// What would be answered, and why?
    Try,
    /// What was not answered well.
    Misses,
    /// Nobody need answer some of that.
    Dismiss,
    /// How the articles serve as a whole.
    Figures,
}

/// Reads a method and a path.
///
/// # Errors
/// `not_found` for a path that does not exist, `method_not_allowed` for a method that it lacks.
pub(crate) fn parse(method: &str, path: &str) -> Result<Route, Problem> {
    let rest = path.strip_prefix('/').unwrap_or(path);
    let Some(api) = rest.strip_prefix("v1/") else {
        return page(method, path, rest);
    };
    let segments: Vec<&str> = api.split('/').collect();
    match segments[..] {
        ["health"] => allow(method, &[("GET", Route::Health), ("HEAD", Route::Health)]),
        ["sites", site, ref rest @ ..] => {
            let site: SiteId = site.parse().map_err(|_| nothing(path))?;
            let routes = site_routes(rest).ok_or_else(|| nothing(path))?;
            if method == "OPTIONS" {
                return Ok(Route::Preflight(site));
            }
            allow(method, &routes).map(|route| Route::Site(site, route))
        }
        _ => Err(nothing(path)),
    }
}

/// The methods that a path has, as a refusal of any other must say (RFC 9110, 15.5.6).
pub(crate) fn methods(path: &str) -> String {
    let known = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];
    known.into_iter().filter(|method| parse(method, path).is_ok()).collect::<Vec<_>>().join(", ")
}

fn site_routes(rest: &[&str]) -> Option<Vec<(&'static str, SiteRoute)>> {
    use ConversationRoute::{AgentSocket, Article, Erase, Frame, Identify, Message, Read, Socket};
    Some(match *rest {
        ["profile"] => vec![("GET", SiteRoute::Profile)],
        ["questions"] => vec![("POST", SiteRoute::Questions)],
        ["conversations"] => vec![("POST", SiteRoute::Start)],
        ["conversations", id, ref rest @ ..] => {
            let id = id.parse().ok()?;
            let routes = match *rest {
                [] => vec![("GET", Read), ("DELETE", Erase)],
                ["frames"] => vec![("POST", Frame)],
                ["messages"] => vec![("POST", Message)],
                ["identity"] => vec![("POST", Identify)],
                ["articles", id] => vec![("GET", Article(article_id(id)?))],
                ["socket"] => vec![("GET", Socket)],
                ["agent-socket"] => vec![("GET", AgentSocket)],
                _ => return None,
            };
            let routes = routes.into_iter();
            routes.map(|(method, route)| (method, SiteRoute::Conversation(id, route))).collect()
        }
        ["search"] => vec![("POST", SiteRoute::Search)],
        ["answer"] => vec![("POST", SiteRoute::Answer)],
        ["articles"] => vec![("PUT", SiteRoute::Publish)],
        ["graph"] => vec![("GET", SiteRoute::Graph), ("PUT", SiteRoute::ReplaceGraph)],
        ["knowledge", ref rest @ ..] => {
            let routes = knowledge_routes(rest)?.into_iter();
            routes.map(|(method, route)| (method, SiteRoute::Knowledge(route))).collect()
        }
        ["session"] => vec![
            ("GET", SiteRoute::WhoAmI),
            ("POST", SiteRoute::SignIn),
            ("DELETE", SiteRoute::SignOut),
        ],
        ["desk", "socket"] => vec![("GET", SiteRoute::DeskSocket)],
        _ => return None,
    })
}

fn knowledge_routes(rest: &[&str]) -> Option<Vec<(&'static str, KnowledgeRoute)>> {
    use KnowledgeRoute::{
        Archive, Article, Articles, Dismiss, DropDraft, Export, Figures, FinishImport, Import,
        ImportRows, Misses, Publication, Publications, Publish, Restore, Restoring, Save, Try,
        Version,
    };
    Some(match *rest {
        ["articles"] => vec![("GET", Articles)],
        ["articles", id] => {
            let id = article_id(id)?;
            vec![("GET", Article(id.clone())), ("PUT", Save(id))]
        }
        ["articles", id, "versions", n] => {
            vec![("GET", Version(article_id(id)?, n.parse().ok()?))]
        }
        ["articles", id, "archive"] => vec![("POST", Archive(article_id(id)?))],
        ["articles", id, "draft"] => vec![("DELETE", DropDraft(article_id(id)?))],
        ["publications"] => vec![("GET", Publications), ("POST", Publish)],
        ["publications", n] => vec![("GET", Publication(n.parse().ok()?))],
        ["publications", n, "restore"] => {
            let n = n.parse().ok()?;
            vec![("GET", Restoring(n)), ("POST", Restore(n))]
        }
        ["imports"] => vec![("POST", Import)],
        ["imports", id, "rows"] => vec![("POST", ImportRows(id.parse().ok()?))],
        ["imports", id, "finish"] => vec![("POST", FinishImport(id.parse().ok()?))],
        ["export"] => vec![("GET", Export)],
        ["try"] => vec![("POST", Try)],
        ["misses"] => vec![("GET", Misses)],
        ["misses", "dismiss"] => vec![("POST", Dismiss)],
        ["figures"] => vec![("GET", Figures)],
        _ => return None,
    })
}

/// The id in a segment of a path, where everything but letters and digits may be escaped.
fn article_id(segment: &str) -> Option<ArticleId> {
    let (bytes, is_sound) = percent::decode(segment);
    String::from_utf8(bytes).ok().filter(|_| is_sound)?.parse().ok()
}

fn page(method: &str, path: &str, rest: &str) -> Result<Route, Problem> {
    let route = match rest.trim_end_matches('/').split('/').collect::<Vec<_>>()[..] {
        ["v1"] => return Err(nothing(path)),
        ["widget", site] => Route::Widget(site.parse().map_err(|_| nothing(path))?),
        ["h5", site] => Route::FullPage(site.parse().map_err(|_| nothing(path))?),
        ["console", ..] => Route::Console,
        // A redirect to `//elsewhere/` would lead away from here.
        _ if path.contains("//") || path.split('/').any(|segment| segment == "..") => {
            return Err(nothing(path));
        }
        _ => Route::File(path.to_owned()),
    };
    allow(method, &[("GET", route.clone()), ("HEAD", route)])
}

fn allow<R: Clone>(method: &str, routes: &[(&'static str, R)]) -> Result<R, Problem> {
    match routes.iter().find(|(allowed, _)| *allowed == method) {
        Some((_, route)) => Ok(route.clone()),
        None => {
            let allowed: Vec<&str> = routes.iter().map(|(allowed, _)| *allowed).collect();
            let detail = format!("{method} does not exist here; {} does", allowed.join(", "));
            Err(Problem::new(Code::MethodNotAllowed, detail))
        }
    }
}

fn nothing(path: &str) -> Problem {
    Problem::new(Code::NotFound, format!("nothing is at {path}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn site(route: SiteRoute) -> Result<Route, Code> {
        Ok(Route::Site("demo".parse().unwrap(), route))
    }

    #[expect(clippy::needless_pass_by_value, reason = "the cases read better")]
    fn check(method: &str, path: &str, expect: Result<Route, Code>) {
        let parsed = parse(method, path).map_err(|problem| problem.code);
        assert_eq!(parsed, expect, "{method} {path}");
    }

    #[test]
    fn every_documented_path_is_a_route() {
        let id = ConversationId(0xc0ffee);
        let of = |route| site(SiteRoute::Conversation(id, route));
        let at = |rest: &str| format!("/v1/sites/demo/conversations/{id}{rest}");
        check("GET", "/v1/health", Ok(Route::Health));
        check("GET", "/v1/sites/demo/profile", site(SiteRoute::Profile));
        check("POST", "/v1/sites/demo/questions", site(SiteRoute::Questions));
        check("POST", "/v1/sites/demo/conversations", site(SiteRoute::Start));
        check("GET", &at(""), of(ConversationRoute::Read));
        check("DELETE", &at(""), of(ConversationRoute::Erase));
        check("POST", &at("/frames"), of(ConversationRoute::Frame));
        check("POST", &at("/messages"), of(ConversationRoute::Message));
        check("POST", &at("/identity"), of(ConversationRoute::Identify));
        let refund = ConversationRoute::Article("refund".parse().unwrap());
        check("GET", &at("/articles/refund"), of(refund));
        check("GET", &at("/socket"), of(ConversationRoute::Socket));
        check("GET", &at("/agent-socket"), of(ConversationRoute::AgentSocket));
        check("POST", "/v1/sites/demo/search", site(SiteRoute::Search));
        check("POST", "/v1/sites/demo/answer", site(SiteRoute::Answer));
        check("PUT", "/v1/sites/demo/articles", site(SiteRoute::Publish));
        check("GET", "/v1/sites/demo/graph", site(SiteRoute::Graph));
        check("PUT", "/v1/sites/demo/graph", site(SiteRoute::ReplaceGraph));
        for (method, rest, route) in knowledge() {
            let path = format!("/v1/sites/demo/knowledge/{rest}");
            check(method, &path, site(SiteRoute::Knowledge(route)));
        }
        check("POST", "/v1/sites/demo/session", site(SiteRoute::SignIn));
        check("DELETE", "/v1/sites/demo/session", site(SiteRoute::SignOut));
        check("GET", "/v1/sites/demo/session", site(SiteRoute::WhoAmI));
        check("GET", "/v1/sites/demo/desk/socket", site(SiteRoute::DeskSocket));
        check("OPTIONS", &at("/frames"), Ok(Route::Preflight("demo".parse().unwrap())));
    }

    fn knowledge() -> Vec<(&'static str, &'static str, KnowledgeRoute)> {
        use KnowledgeRoute::{
            Archive, Article, Articles, Dismiss, DropDraft, Export, Figures, FinishImport, Import,
            ImportRows, Misses, Publication, Publications, Publish, Restore, Restoring, Save, Try,
            Version,
        };
        let refund = || "refund".parse().unwrap();
        let import = ImportId(0xc0ffee);
        vec![
            ("GET", "articles", Articles),
            ("GET", "articles/refund", Article(refund())),
            ("PUT", "articles/refund", Save(refund())),
            ("GET", "articles/refund/versions/3", Version(refund(), 3)),
            ("POST", "articles/refund/archive", Archive(refund())),
            ("DELETE", "articles/refund/draft", DropDraft(refund())),
            ("GET", "publications", Publications),
            ("POST", "publications", Publish),
            ("GET", "publications/2", Publication(2)),
            ("GET", "publications/2/restore", Restoring(2)),
            ("POST", "publications/2/restore", Restore(2)),
            ("POST", "imports", Import),
            ("POST", "imports/00000000000000000000000000c0ffee/rows", ImportRows(import)),
            ("POST", "imports/00000000000000000000000000c0ffee/finish", FinishImport(import)),
            ("GET", "export", Export),
            ("POST", "try", Try),
            ("GET", "misses", Misses),
            ("POST", "misses/dismiss", Dismiss),
            ("GET", "figures", Figures),
        ]
    }

    #[test]
    fn an_article_may_have_any_id_that_is_one() {
        for (segment, id) in [
            ("refund-time", Some("refund-time")),
            ("%E9%80%80%E6%AC%BE%2F1", Some("退款/1")),
            ("a%20b%25", Some("a b%")),
            ("%", None),
            ("%4", None),
            ("%+1", None),
            ("%ff", None),
            ("%00", None),
            ("%20", None),
            ("", None),
        ] {
            let read = article_id(segment);
            assert_eq!(read.as_ref().map(ArticleId::as_str), id, "{segment}");
        }
    }

    #[test]
    fn pages_and_files_are_told_apart() {
        check("GET", "/widget/demo", Ok(Route::Widget("demo".parse().unwrap())));
        check("GET", "/h5/demo/", Ok(Route::FullPage("demo".parse().unwrap())));
        check("GET", "/console/", Ok(Route::Console));
        check("GET", "/console/talk/1", Ok(Route::Console));
        check("HEAD", "/embed.js", Ok(Route::File("/embed.js".into())));
        check("GET", "/", Ok(Route::File("/".into())));
    }

    #[test]
    fn anything_else_does_not_exist() {
        for path in [
            "/v1",
            "/v1/",
            "/v1/sites",
            "/v1/sites/Demo/profile",
            "/v1/sites/demo/conversations/1",
            "/v1/sites/demo/nothing",
            "/v1/sites/demo/knowledge",
            "/v1/sites/demo/knowledge/articles/a/versions/x",
            "/v1/sites/demo/knowledge/imports/1/rows",
            "/v1/health/",
            "/widget/Demo",
            "/a/../b",
            "//evil.example/a",
        ] {
            check("GET", path, Err(Code::NotFound));
        }
        check("DELETE", "/v1/health", Err(Code::MethodNotAllowed));
        check("POST", "/embed.js", Err(Code::MethodNotAllowed));
        check("GET", "/v1/sites/demo/search", Err(Code::MethodNotAllowed));
        assert_eq!(methods("/embed.js"), "GET, HEAD");
        assert_eq!(methods("/v1/sites/demo/graph"), "GET, PUT, OPTIONS");
        assert_eq!(methods("/v1/sites/demo/session"), "GET, POST, DELETE, OPTIONS");
    }

    #[test]
    fn the_api_description_tells_of_every_route_and_every_problem() {
        let described: serde_json::Value =
            serde_json::from_str(include_str!("../../www/openapi.json")).unwrap();
        let page = include_str!("../../www/docs/api/index.html");
        let mut routes = Vec::new();
        for (path, methods) in described["paths"].as_object().unwrap() {
            assert!(page.contains(path.as_str()), "{path} is not on the page");
            let concrete = path
                .replace("{site}", "demo")
                .replace("{conversation}", "00000000000000000000000000c0ffee")
                .replace("{import}", "00000000000000000000000000c0ffee")
                .replace("{article}", "refund")
                .replace("{number}", "3");
            for method in methods.as_object().unwrap().keys().filter(|key| *key != "parameters") {
                let route = parse(&method.to_uppercase(), &concrete);
                routes.push(format!("{:?}", route.unwrap()));
            }
        }
        routes.sort();
        routes.dedup();
        assert_eq!(routes.len(), 40, "{routes:#?}");

        let codes = &described["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
        let codes: Vec<&str> =
            codes.as_array().unwrap().iter().filter_map(|c| c.as_str()).collect();
        assert_eq!(codes, Code::ALL.map(Code::as_str));
        for code in codes {
            assert!(page.contains(&format!("<tr id=\"{code}\">")), "{code} is not on the page");
        }
    }
}
