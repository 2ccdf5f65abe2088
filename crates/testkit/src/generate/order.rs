//! Random orders of delivery.

/// Returns the items in an order that `seed` decides (Fisher and Yates).
pub fn shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut random = Random(seed);
    let mut items = items.to_vec();
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last + 1));
    }
    items
}

/// Returns every item at least once, some several times, in an order that `seed` decides.
pub fn with_repeats<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut random = Random(seed ^ 0x5bd1_e995);
    let mut all = items.to_vec();
    for _ in 0..items.len() / 2 {
        all.push(items[random.below(items.len())].clone());
    }
    shuffled(&all, seed)
}

/// SplitMix64 (Steele, Lea, Flood, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end.max(1) as u64).unwrap_or(0)
    }
}
