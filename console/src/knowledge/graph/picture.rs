//! What surrounds an entity, drawn: boxes in columns, lines between them. Each box is a link.

use leptos::prelude::*;
use leptos::svg;
use shared::graph::{EntityId, Joint, Kind, Picture, Place as Spot};
use ui::locale::fill;

use super::work::Loaded;
use crate::page::{Page, page};
use crate::place::Place;
use crate::words::Words;

/// The picture around `id`, as the graph has it.
#[component]
pub(super) fn Drawing(here: RwSignal<Option<Loaded>>, id: EntityId) -> impl IntoView {
    let Page { words: all, .. } = page();
    let words = &all.graph;
    move || {
        let Loaded { graph, .. } = here.get()?;
        let name = graph.entity(&id)?.name().to_owned();
        let picture = graph.picture(&id, STEPS, MOST);
        let (width, height) = size(&picture);
        let lines = picture.lines.iter().map(|joint| line(joint, &picture, &id));
        let lines = lines.collect_view();
        let boxes = picture.nodes.iter().map(|spot| node(spot, &id, all)).collect_view();
        let left_out = (picture.left_out > 0).then(|| {
            view! { <p class="soft">{fill(words.left_out, &[&picture.left_out.to_string()])}</p> }
        });
        Some(view! {
            <div class="graph-picture">
                <svg
                    viewBox=format!("0 0 {width} {height}")
                    width=width.to_string()
                    height=height.to_string()
                    role="group"
                    aria-label=fill(words.picture, &[&name])
                >
                    <g aria-hidden="true">{lines}</g>
                    {boxes}
                </svg>
            </div>
            {left_out}
        })
    }
}

/// A box with what the entity is and how it is called, leading to it.
fn node(spot: &Spot, current: &EntityId, words: &'static Words) -> impl IntoView + use<> {
    let (x, y) = corner(spot);
    let entity = &spot.entity;
    let kind = words.graph.kind(entity.kind);
    let is_current = entity.id == *current;
    let text = |class: &'static str, down: usize, text: String| {
        svg::text()
            .attr("class", class)
            .attr("x", (x + WIDTH / 2).to_string())
            .attr("y", (y + down).to_string())
            .child(text)
    };
    svg::a()
        .attr("class", if is_current { "node current" } else { "node" })
        .attr("data-kind", entity.kind.to_string())
        .attr("href", Place::Entity(entity.id.to_string()).href())
        .attr("aria-label", fill(words.named, &[kind, &entity.name]))
        .attr("aria-current", is_current.then_some("true"))
        .child((
            svg::title().child(entity.name.clone()),
            svg::rect()
                .attr("x", x.to_string())
                .attr("y", y.to_string())
                .attr("width", WIDTH.to_string())
                .attr("height", HEIGHT.to_string())
                .attr("rx", "8"),
            text("what", 15, kind.to_owned()),
            text("name", 32, shortened(&entity.name, entity.kind)),
        ))
}

/// A line from box to box, the stronger the likelier.
fn line(joint: &Joint, picture: &Picture, current: &EntityId) -> impl IntoView + use<> {
    let (from, to) = (&picture.nodes[joint.from], &picture.nodes[joint.to]);
    let touches = from.entity.id == *current || to.entity.id == *current;
    let strength = match joint.likelihood.map(|likelihood| likelihood.value()) {
        None => "plain",
        Some(..34) => "low",
        Some(34..67) => "some",
        Some(67..) => "high",
    };
    svg::path()
        .attr("class", if touches { "joint current" } else { "joint" })
        .attr("data-strength", strength)
        .attr("d", course(from, to))
}

/// How a line goes: from the right of one box to the left of the other; between two of one column, in
/// an arch at their right.
fn course(from: &Spot, to: &Spot) -> String {
    let (left, right) = if from.column <= to.column { (from, to) } else { (to, from) };
    let ((x, y), (to_x, to_y)) = (corner(left), corner(right));
    let (y, to_y) = (y + HEIGHT / 2, to_y + HEIGHT / 2);
    let x = x + WIDTH;
    if left.column == right.column {
        let arch = x + BETWEEN / 2;
        return format!("M{x} {y}C{arch} {y} {arch} {to_y} {x} {to_y}");
    }
    let (bend, to_bend) = (x + BETWEEN / 2, to_x - BETWEEN / 2);
    format!("M{x} {y}C{bend} {y} {to_bend} {to_y} {to_x} {to_y}")
}

const fn corner(spot: &Spot) -> (usize, usize) {
    (MARGIN + spot.column * (WIDTH + BETWEEN), MARGIN + spot.row * (HEIGHT + GAP))
}

fn size(picture: &Picture) -> (usize, usize) {
    let width = picture.columns * (WIDTH + BETWEEN) + 2 * MARGIN;
    (width, (picture.rows * (HEIGHT + GAP)).saturating_sub(GAP) + 2 * MARGIN)
}

/// As much of a name as a box holds.
fn shortened(name: &str, kind: Kind) -> String {
    // Letters of model numbers are half as wide.
    let most = if matches!(kind, Kind::Model | Kind::Code) { 2 * LETTERS } else { LETTERS };
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain(['…']).collect()
}

/// Relations from the entity to what is drawn.
const STEPS: usize = 2;
/// Entities that are drawn: more cannot be read.
const MOST: usize = 28;
const WIDTH: usize = 132;
const HEIGHT: usize = 42;
const BETWEEN: usize = 56;
const GAP: usize = 10;
const MARGIN: usize = 6;
const LETTERS: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;
    use shared::graph::{Format, Graph};

    #[test]
    fn lines_join_the_edges_of_boxes_that_lie_within_the_picture() {
        let file = include_str!("../../../../www/demo/graph.jsonl");
        let graph = Graph::read(Format::Jsonl, file).graph;
        for entity in graph.entities() {
            let picture = graph.picture(entity.id(), STEPS, MOST);
            let (width, height) = size(&picture);
            for spot in &picture.nodes {
                let (x, y) = corner(spot);
                assert!(x + WIDTH <= width && y + HEIGHT <= height);
            }
            for joint in &picture.lines {
                let course = course(&picture.nodes[joint.from], &picture.nodes[joint.to]);
                assert!(course.starts_with('M') && course.contains('C'), "{course}");
            }
        }
    }

    #[test]
    fn a_name_is_cut_where_its_box_ends() {
        assert_eq!(shortened("门封条漏气", Kind::Cause), "门封条漏气");
        assert_eq!(shortened("冷藏室出风口被东西挡住", Kind::Cause), "冷藏室出风口被东…");
        assert_eq!(shortened("BCD-520 WPRO", Kind::Model), "BCD-520 WPRO");
    }
}
