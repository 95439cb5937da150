//! Where it is mended: the outlets that serve a product, the nearest first.

use super::{
    Graph, Node,
    entity::{About, Entity, Named, Site, Spot},
    lexicon::bare,
    relation::Verb,
    scope::Scope,
};
use crate::fold;

/// An outlet that is near.
#[derive(Debug)]
pub(super) struct Nearby {
    /// The outlet.
    pub(super) outlet: Named,
    /// Street and number.
    pub(super) address: String,
    /// How to call it.
    pub(super) phone: String,
}

impl Graph {
    /// The outlets that serve the products of `scope` (all of them where there are none), the nearest to
    /// a city first, at most three: its own before those that serve it, these before others, then by
    /// distance.
    ///
    /// A city stands where the first outlet of its own does, or else the first that serves it. Where
    /// nothing tells how far an outlet is, it is not named.
    pub(super) fn nearest(&self, scope: &Scope, city: &str) -> Vec<Nearby> {
        let city = fold::full(bare(city.trim()));
        let sites =
            || self.entities.iter().zip(0..).filter_map(|(entity, at)| site(entity, Node(at)));
        let is_city = |own: &String| fold::full(bare(own)) == city;
        // 0 in it, 1 for it, 2 elsewhere.
        let rank = |site: &Site| site.cities.iter().position(is_city).map_or(2, |at| at.min(1));
        let stands =
            |nth| sites().filter(|(_, site)| rank(site) == nth).find_map(|(_, site)| site.at);
        let here = stands(0).or_else(|| stands(1));
        let mut near: Vec<_> = sites()
            .filter(|&(node, _)| self.mends(node, scope))
            .filter_map(|(node, site)| {
                let kilometres = here.zip(site.at).map(|(here, there)| distance(here, there));
                let far = (rank(site), kilometres.unwrap_or(u32::MAX));
                (far.0 < 2 || kilometres.is_some()).then_some((far, node, site))
            })
            .collect();
        near.sort_by_key(|&(far, ..)| far);
        let nearby = |(_, node, site): (_, Node, &Site)| Nearby {
            outlet: self.named(node),
            address: site.address.clone(),
            phone: site.phone.clone(),
        };
        near.into_iter().take(MOST_OUTLETS).map(nearby).collect()
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_globe() {
        let spot = |lat, lon| Spot::of_degrees(lat, lon).unwrap();
        let (beijing, shanghai) = (spot(39.9, 116.4), spot(31.2, 121.5));
        assert!((1_060..1_080).contains(&distance(beijing, shanghai)));
        assert_eq!(distance(beijing, beijing), 0);
        // Half the way around, and across the line where the day begins.
        assert_eq!(distance(spot(90.0, 0.0), spot(-90.0, 0.0)), 20_015);
        assert!((220..225).contains(&distance(spot(0.0, 179.0), spot(0.0, -179.0))));
    }
}
