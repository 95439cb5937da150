//! Where it is mended: the outlets that serve a product, the nearest first.

use serde::{Deserialize, Serialize};

use super::{
    Graph, Node,
    entity::{About, Entity, EntityId, Named, Site, Spot},
    lexicon::bare,
    relation::Verb,
    scope::Scope,
};
use crate::fold;

/// Where a visitor is, as far as it is known.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Whereabouts {
    /// The city, as it was typed or told.
    pub city: Option<String>,
    /// The place on the globe.
    pub at: Option<Spot>,
}

/// An outlet, and how far it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Nearby {
    /// The outlet.
    pub outlet: Named,
    /// Street and number.
    pub address: String,
    /// How to call it.
    pub phone: String,
    /// Whether it serves the visitor's city.
    pub same_city: bool,
    /// In kilometres as the crow flies, where both places are known.
    pub kilometres: Option<u32>,
}

impl Graph {
    /// The outlets that serve the products among `products` (all of them where there are none),
    /// nearest first, at most three: those of the visitor's city before others, then by distance.
    ///
    /// A city of which only other outlets' places are known stands where those are. Where nothing
    /// tells how far an outlet is, it is not named.
    #[must_use]
    pub fn outlets(&self, products: &[EntityId], place: &Whereabouts) -> Vec<Nearby> {
        let nodes = products.iter().filter_map(|id| self.nodes.get(id).copied()).collect();
        self.nearest(&Scope::of(self, nodes), place)
    }

    pub(super) fn nearest(&self, scope: &Scope, place: &Whereabouts) -> Vec<Nearby> {
        let city = place.city.as_deref().map(|city| fold::full(bare(city.trim())));
        let sites =
            || self.entities.iter().zip(0..).filter_map(|(entity, at)| site(entity, Node(at)));
        let is_in = |site: &Site| {
            let served =
                |city: &String| site.cities.iter().any(|own| fold::full(bare(own)) == *city);
            city.as_ref().is_some_and(served)
        };
        let of_city = || sites().filter(|(_, site)| is_in(site)).find_map(|(_, site)| site.at);
        let here = place.at.or_else(of_city);
        let mut near: Vec<Nearby> = sites()
            .filter(|&(node, _)| self.mends(node, scope))
            .filter_map(|(node, site)| {
                let kilometres = here.zip(site.at).map(|(here, there)| distance(here, there));
                let same_city = is_in(site);
                (same_city || kilometres.is_some()).then(|| Nearby {
                    outlet: self.named(node),
                    address: site.address.clone(),
                    phone: site.phone.clone(),
                    same_city,
                    kilometres,
                })
            })
            .collect();
        near.sort_by_key(|near| (!near.same_city, near.kilometres.unwrap_or(u32::MAX)));
        near.truncate(MOST_OUTLETS);
        near
    }

    /// The cities of the outlets that serve these products, each once, in the order of the file.
    pub(super) fn cities(&self, scope: &Scope) -> Vec<&str> {
        let mut cities = Vec::new();
        let sites = self.entities.iter().zip(0..).filter_map(|(entity, at)| site(entity, Node(at)));
        for (_, site) in sites.filter(|&(node, _)| self.mends(node, scope)) {
            // Its own comes first.
            if let Some(city) = site.cities.first()
                && !cities.contains(&city.as_str())
            {
                cities.push(city);
            }
        }
        cities
    }

    fn mends(&self, outlet: Node, scope: &Scope) -> bool {
        let mut served = self.from(outlet, Verb::Serves).peekable();
        scope.is_empty()
            || served.peek().is_none()
            || served.any(|edge| scope.things().contains(&edge.to))
    }
}

fn site(entity: &Entity, node: Node) -> Option<(Node, &Site)> {
    match &entity.about {
        About::Outlet(site) => Some((node, site)),
        About::Product
        | About::Model
        | About::Code
        | About::Symptom { .. }
        | About::Cause { .. }
        | About::Solution
        | About::Part
        | About::Policy => None,
    }
}

/// The way along the surface of the globe, in whole kilometres.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most half the way around, and never negative"
)]
fn distance(here: Spot, there: Spot) -> u32 {
    let radians = |spot: Spot| {
        let (lat, lon) = spot.degrees();
        (lat.to_radians(), lon.to_radians())
    };
    let ((lat, lon), (to_lat, to_lon)) = (radians(here), radians(there));
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(to_lat - lat) + lat.cos() * to_lat.cos() * half(to_lon - lon);
    (2.0 * EARTH * chord.sqrt().min(1.0).asin()).round() as u32
}

/// Kilometres from the middle of the earth to its surface.
const EARTH: f64 = 6_371.0;
const MOST_OUTLETS: usize = 3;
