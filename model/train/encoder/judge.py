"""The verifier's network and its gradient: judges each gram of a question with the one beside it, then all of
them together. Its bytes are read by `shared/src/search/dense/verifier`.
"""

import numpy as np

from alignment import Pairs, Table

#: Numbers in which a gram is seen, in which it is judged beside another, and in which a pair is judged.
SEEN, JUDGED, WEIGHED = 32, 64, 32
#: What is known of two grams: both as they are seen, their products and differences, likeness, sameness.
BESIDE = 4 * SEEN + 2
#: What is known of a pair: the mean and the greatest of its judgements, how much of the question is in the
#: article, how near title and body are, length.
WHOLE = 2 * JUDGED + 4

Weights = dict[str, np.ndarray]

#: The matrices, each with a scale for every column as it ships, and the constants added to their products.
MATRICES = {
    "see": (128, SEEN),
    "matter": (128, 1),
    "judge": (BESIDE, JUDGED),
    "weigh": (WHOLE, WEIGHED),
    "decide": (WEIGHED, 1),
}
CONSTANTS = {"matter_base": 1, "judge_base": JUDGED, "weigh_base": WEIGHED, "decide_base": 1}


def beginning(seed: int) -> Weights:
    """The weights before training."""
    draw = np.random.default_rng(seed)
    spread = {
        "see": 2 * 128**-0.5,
        "matter": 0.02,
        "judge": (2 / (4 * SEEN)) ** 0.5,
        "weigh": (2 / (2 * JUDGED)) ** 0.5,
        "decide": 0.1,
    }
    weights = {name: draw.normal(0, spread[name], shape).astype(np.float32) for name, shape in MATRICES.items()}
    return weights | {name: np.zeros(count, np.float32) for name, count in CONSTANTS.items()}


class Judgement:
    """What the network says of some pairs, and how it came to it."""

    def __init__(self, weights: Weights, table: Table, pairs: Pairs) -> None:
        self._weights, self._pairs = weights, pairs
        self._asked, self._held = table.directions[pairs.asked], table.directions[pairs.nearest]
        self._left, self._right = self._asked @ weights["see"], self._held @ weights["see"]
        left, right, like = self._left, self._right, pairs.likeness
        same = (pairs.asked == pairs.nearest).astype(np.float32)
        self._beside = np.hstack([left, right, left * right, np.abs(left - right), like[:, None], same[:, None]])
        self._judged = np.maximum(self._beside @ weights["judge"] + weights["judge_base"], 0)

        self._vectors = table.vectors[pairs.asked]
        self._matter = (self._vectors @ weights["matter"])[:, 0] + weights["matter_base"]
        matter = np.logaddexp(0, self._matter)
        begins = pairs.starts[:-1]
        self._whole = np.add.reduceat(matter, begins) + 1e-6
        self._counts = np.diff(pairs.starts)
        self._share = matter / np.repeat(self._whole, self._counts)
        self._mean = np.add.reduceat(self._judged * self._share[:, None], begins)
        self._greatest = np.maximum.reduceat(self._judged, begins)
        self._covered = np.add.reduceat(like * self._share, begins)
        known = [self._covered[:, None], pairs.nearness, np.log1p(self._counts)[:, None]]
        self._known = np.hstack([self._mean, self._greatest, *known]).astype(np.float32)
        self._weighed = np.maximum(self._known @ weights["weigh"] + weights["weigh_base"], 0)
        #: Above zero where the article is held to answer.
        self.scores = (self._weighed @ weights["decide"])[:, 0] + weights["decide_base"]

    def gradient(self, by_score: np.ndarray) -> Weights:
        """The gradient by the weights, of the one by the scores."""
        weights, pairs = self._weights, self._pairs
        last = by_score[:, None].astype(np.float32)
        weighed = (last @ weights["decide"].T) * (self._weighed > 0)
        known = weighed @ weights["weigh"].T
        of_pair = np.repeat(np.arange(len(self._counts)), self._counts)
        mean, greatest = known[of_pair, :JUDGED], known[of_pair, JUDGED : 2 * JUDGED]
        covered = known[of_pair, 2 * JUDGED]

        judged = mean * self._share[:, None] + greatest * (self._judged == self._greatest[of_pair])
        judged *= self._judged > 0
        apart = (mean * (self._judged - self._mean[of_pair])).sum(1)
        apart += covered * (pairs.likeness - self._covered[of_pair])
        matter = apart / self._whole[of_pair] / (1 + np.exp(-self._matter))

        beside = judged @ weights["judge"].T
        by_left, by_right, by_product, by_difference = (beside[:, SEEN * n : SEEN * (n + 1)] for n in range(4))
        turned = np.sign(self._left - self._right) * by_difference
        left = by_left + by_product * self._right + turned
        right = by_right + by_product * self._left - turned
        return {
            "see": self._asked.T @ left + self._held.T @ right,
            "matter": self._vectors.T @ matter[:, None],
            "matter_base": matter.sum(keepdims=True),
            "judge": self._beside.T @ judged,
            "judge_base": judged.sum(0),
            "weigh": self._known.T @ weighed,
            "weigh_base": weighed.sum(0),
            "decide": self._weighed.T @ last,
            "decide_base": last.sum(0),
        }


def scores(weights: Weights, table: Table, pairs: Pairs) -> np.ndarray:
    """What the network says of the pairs."""
    count = len(pairs.nearness)
    chunks = [np.arange(at, min(at + 2000, count)) for at in range(0, count, 2000)]
    return np.concatenate([Judgement(weights, table, pairs.take(chunk)).scores for chunk in chunks])


def rounded(weights: Weights) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The matrices in whole numbers from -127 to 127, and what one of them is worth in each column."""
    scales = {name: np.maximum(np.abs(weights[name]).max(0), 1e-6).astype(np.float32) / 127 for name in MATRICES}
    return {name: np.round(weights[name] / scales[name]).astype(np.int8) for name in MATRICES}, scales


def as_shipped(weights: Weights) -> Weights:
    """The weights as they are read from the file."""
    numbers, scales = rounded(weights)
    return weights | {name: numbers[name].astype(np.float32) * scales[name] for name in MATRICES}


def packed(weights: Weights, table: Table) -> bytes:
    """Scales and constants as 32-bit floats; the matrices column by column, a byte a number.

    The table's factor goes into the scale of `matter`: whoever reads this has the table without it.
    """
    numbers, scales = rounded(weights)
    scales["matter"] = scales["matter"] * np.float32(table.factor)
    content = b"".join(scales[name].astype("<f4").tobytes() for name in MATRICES)
    content += b"".join(weights[name].astype("<f4").tobytes() for name in CONSTANTS)
    return content + b"".join(np.ascontiguousarray(numbers[name].T).tobytes() for name in MATRICES)
