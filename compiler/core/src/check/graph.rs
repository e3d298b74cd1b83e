//! Who reads whom: the order to check datasets in, and cycles.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use pipelinec_syntax::Span;

/// Edges of the graph: for each dataset what it reads, and where it says so.
pub(crate) type Reads = Vec<Vec<(usize, Span)>>;

/// The order in which every dataset stands after those it reads, declaration order among equals; and the cycles.
///
/// Datasets on a cycle still get a place, so that they can be checked as far as possible.
pub(crate) fn order(mut reads: Reads) -> (Vec<usize>, Vec<Vec<usize>>) {
    let order = sorted(&reads);
    if order.len() == reads.len() {
        return (order, Vec::new());
    }
    let group = components(&reads);
    let cycles = cycles(&reads, &group);
    for (index, edges) in reads.iter_mut().enumerate() {
        edges.retain(|(to, _)| group.get(*to) != group.get(index));
    }
    (sorted(&reads), cycles)
}

/// Kahn's algorithm with a heap for a stable order. Nodes on or behind a cycle are missing from the result.
fn sorted(reads: &Reads) -> Vec<usize> {
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); reads.len()];
    let mut waiting: Vec<usize> = vec![0; reads.len()];
    for (index, edges) in reads.iter().enumerate() {
        for (to, _) in edges {
            if let Some(list) = readers.get_mut(*to) {
                list.push(index);
            }
        }
        if let Some(count) = waiting.get_mut(index) {
            *count = edges.len();
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(index, _)| Reverse(index)).collect();
    let mut order = Vec::with_capacity(reads.len());
    while let Some(Reverse(index)) = ready.pop() {
        order.push(index);
        for &reader in readers.get(index).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(reader) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(reader));
                }
            }
        }
    }
    order
}

/// The strongly connected component of every node, as the smallest number Tarjan's algorithm gives one of its nodes.
/// Written with its own stack: a chain of ten thousand datasets must not overflow the program's.
pub(crate) fn components(reads: &Reads) -> Vec<usize> {
    let mut search = Search {
        reads,
        number: vec![None; reads.len()],
        low: vec![0; reads.len()],
        group: vec![None; reads.len()],
        open: Vec::new(),
        next: 0,
    };
    for root in 0..reads.len() {
        search.visit(root);
    }
    search.group.into_iter().map(Option::unwrap_or_default).collect()
}

struct Search<'r> {
    reads: &'r Reads,
    number: Vec<Option<usize>>,
    low: Vec<usize>,
    group: Vec<Option<usize>>,
    open: Vec<usize>,
    next: usize,
}

impl Search<'_> {
    fn visit(&mut self, root: usize) {
        if self.number.get(root).copied().flatten().is_some() {
            return;
        }
        let mut stack = vec![(root, 0)];
        self.enter(root);
        while let Some((node, edge)) = stack.pop() {
            match self.reads.get(node).and_then(|edges| edges.get(edge)) {
                Some(&(to, _)) => {
                    stack.push((node, edge + 1));
                    match self.number.get(to).copied().flatten() {
                        None => {
                            self.enter(to);
                            stack.push((to, 0));
                        }
                        Some(number) if self.group.get(to).copied().flatten().is_none() => self.lower(node, number),
                        Some(_) => {}
                    }
                }
                None => {
                    self.leave(node);
                    if let Some(&(parent, _)) = stack.last() {
                        let low = self.low.get(node).copied().unwrap_or_default();
                        if self.group.get(node).copied().flatten().is_none() {
                            self.lower(parent, low);
                        }
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        if let (Some(number), Some(low)) = (self.number.get_mut(node), self.low.get_mut(node)) {
            *number = Some(self.next);
            *low = self.next;
        }
        self.next += 1;
        self.open.push(node);
    }

    fn lower(&mut self, node: usize, to: usize) {
        if let Some(low) = self.low.get_mut(node) {
            *low = to.min(*low);
        }
    }

    /// Closes a component when `node` is its first.
    fn leave(&mut self, node: usize) {
        let low = self.low.get(node).copied();
        if self.number.get(node).copied().flatten() != low {
            return;
        }
        while let Some(member) = self.open.pop() {
            if let Some(group) = self.group.get_mut(member) {
                *group = low;
            }
            if member == node {
                break;
            }
        }
    }
}

/// One cycle per component that has one: the shortest through its first dataset, in reading order.
fn cycles(reads: &Reads, group: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; reads.len()];
    let mut found = Vec::new();
    for (start, &component) in group.iter().enumerate() {
        if seen.get(component).copied().unwrap_or(true) {
            continue;
        }
        if let Some(cycle) = shortest(reads, group, start) {
            found.push(cycle);
            if let Some(flag) = seen.get_mut(component) {
                *flag = true;
            }
        }
    }
    found
}

/// Breadth-first search from `start` back to itself, inside its component.
fn shortest(reads: &Reads, group: &[usize], start: usize) -> Option<Vec<usize>> {
    let mut from: Vec<Option<usize>> =
        vec![None; if has_cycle(reads, group, start) { reads.len() } else { return None }];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &(to, _) in reads.get(node)?.iter().filter(|(to, _)| group.get(*to) == group.get(start)) {
            if to == start {
                let mut path = vec![node];
                while let Some(previous) = path.last().and_then(|last| from.get(*last).copied().flatten()) {
                    path.push(previous);
                }
                path.reverse();
                return Some(path);
            }
            if let Some(place) = from.get_mut(to).filter(|place| place.is_none()) {
                *place = Some(node);
                queue.push_back(to);
            }
        }
    }
    None
}

/// Whether a node reads something of its own component; components of one node without a loop have no cycle.
fn has_cycle(reads: &Reads, group: &[usize], node: usize) -> bool {
    reads.get(node).is_some_and(|edges| edges.iter().any(|(to, _)| group.get(*to) == group.get(node)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[&[usize]]) -> Reads {
        edges.iter().map(|to| to.iter().map(|to| (*to, Span::default())).collect()).collect()
    }

    #[test]
    fn parents_come_first_and_equals_in_order() {
        assert_eq!(order(graph(&[&[2], &[], &[1], &[]])), (vec![1, 2, 0, 3], vec![]));
    }

    #[test]
    fn cycles_are_found_once_and_what_is_behind_them_is_ordered() {
        let (order, cycles) = order(graph(&[&[1], &[2], &[0], &[0], &[4], &[]]));
        assert_eq!(cycles, vec![vec![0, 1, 2], vec![4]]);
        assert_eq!(order, vec![0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn long_chains_and_rings_do_not_overflow() {
        let n = 200_000;
        let chain: Reads = (0..n).map(|i| if i == 0 { vec![] } else { vec![(i - 1, Span::default())] }).collect();
        assert_eq!(order(chain).0.len(), n);
        let ring: Reads = (0..n).map(|i| vec![((i + 1) % n, Span::default())]).collect();
        assert_eq!(order(ring).1.len(), 1);
    }
}
