"""What the network is taught: where the answer is, whether there is one, which sentences hold it; what bears a claim out."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.batches import Batch
from training.examples import Example

SENTENCE_SHARE = 0.5
COMPETITION_SHARE = 0.5
TAUGHT_SHARE = 0.5  # what a teacher says, beside the label


def batch_loss(logits: Tensor, batch: Batch) -> Tensor:
    """The weighted sum (not the mean) of the examples' losses.

    Args:
        logits: of shape (pairs, tokens, 7), columns as in ``qa.encoding.pair_network.OUTPUTS``.
        batch: the pairs that were read.
    """
    logits = logits.float()
    weights = torch.tensor([example.weight for example in batch.examples])
    answerable = logits[:, 0, 3]
    labels = torch.tensor([float(example.answerable) for example in batch.examples])
    asked = torch.tensor([float(not example.verdicts) for example in batch.examples])
    loss = asked * functional.binary_cross_entropy_with_logits(answerable, labels, reduction="none")
    loss = loss + asked * _span_losses(logits, batch)
    loss = loss + SENTENCE_SHARE * _sentence_losses(logits[:, :, 2], batch)
    shares = torch.tensor([_taught_share(example) for example in batch.examples])
    loss = (1 - shares) * loss + shares * _taught_losses(logits, batch)
    loss = loss + (1 - asked) * _verdict_losses(logits[:, 0, 4:], batch)
    return (weights * loss).sum() + COMPETITION_SHARE * _competition_loss(answerable, batch)


def _taught_share(example: Example) -> float:
    if example.taught is None:
        return 0.0
    return TAUGHT_SHARE if example.labelled else 1.0


def _taught_losses(logits: Tensor, batch: Batch) -> Tensor:
    """A pair's cross-entropies against what the teacher holds likely, weighed like those against labels; 0 without one."""
    losses = []
    for row, example in enumerate(batch.examples):
        if example.taught is None:
            losses.append(logits.new_zeros(()))
            continue
        taught, passage = example.taught, slice(example.passage_first, len(example.ids) - 1)
        own = torch.cat([logits[row, :1, :2], logits[row, passage, :2]])
        told = torch.from_numpy(np.stack([taught.start, taught.end], axis=1))
        told = torch.cat([torch.full((1, 2), taught.absent), told])
        loss = -(told.softmax(0) * own.log_softmax(0)).sum(0).mean()
        answerable = torch.tensor(taught.answerable).sigmoid()
        loss = loss + functional.binary_cross_entropy_with_logits(logits[row, 0, 3], answerable)
        sentences = torch.from_numpy(taught.sentence)
        ranges = [(s.first, s.last) for s in example.sentences]
        if ranges:
            shift = example.passage_first
            means = torch.stack([logits[row, first:last, 2].mean() for first, last in ranges])
            labels = torch.stack([sentences[first - shift : last - shift].mean() for first, last in ranges]).sigmoid()
            loss = loss + SENTENCE_SHARE * _balanced(means, labels)
        losses.append(loss)
    return torch.stack(losses)


def _span_losses(logits: Tensor, batch: Batch) -> Tensor:
    """Mean of the start's and the end's cross-entropy, a pair; the first token stands for "not here".

    Where an answer may start at several tokens, their probabilities are added up.
    """
    pairs, tokens = batch.input_ids.shape
    open_ = torch.zeros(pairs, tokens, dtype=torch.bool)
    right = torch.zeros(2, pairs, tokens, dtype=torch.bool)
    known = torch.zeros(pairs)
    for row, example in enumerate(batch.examples):
        open_[row, 0] = True
        open_[row, example.passage_first : len(example.ids) - 1] = True
        if example.starts:
            known[row] = 1.0
            right[0, row, list(example.starts)] = True
            right[1, row, list(example.ends)] = True
        else:
            right[:, row, 0] = True
    both = torch.stack([logits[:, :, 0], logits[:, :, 1]]).masked_fill(~open_, -1e4)
    losses = both.logsumexp(-1) - both.masked_fill(~right, -1e4).logsumexp(-1)
    return losses.mean(0) * known


def _sentence_losses(logits: Tensor, batch: Batch) -> Tensor:
    """Mean binary cross-entropy over a pair's sentences, those that hold the answer counting as much as all others."""
    losses = []
    for row, example in enumerate(batch.examples):
        known = [sentence for sentence in example.sentences if sentence.holds_answer is not None]
        if not known:
            losses.append(logits.new_zeros(()))
            continue
        means = torch.stack([logits[row, sentence.first : sentence.last].mean() for sentence in known])
        labels = torch.tensor([float(bool(sentence.holds_answer)) for sentence in known])
        losses.append(_balanced(means, labels))
    return torch.stack(losses)


def _balanced(logits: Tensor, labels: Tensor) -> Tensor:
    """Binary cross-entropy in which the sentences that hold the answer count as much as all others."""
    each = functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    share = labels / labels.sum().clamp(min=1) + (1 - labels) / (1 - labels).sum().clamp(min=1)
    return (each * share).sum() / share.sum()


def _verdict_losses(logits: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the labels that are right, their probabilities added up; of no meaning for questions."""
    right = torch.zeros(logits.shape, dtype=torch.bool)
    for row, example in enumerate(batch.examples):
        right[row, list(example.verdicts or range(logits.shape[1]))] = True
    return logits.logsumexp(-1) - logits.masked_fill(~right, -1e4).logsumexp(-1)


def _competition_loss(answerable: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the passage that answers against the others of its question and against "none of these" (0)."""
    total = answerable.new_zeros(())
    rows: dict[int, list[int]] = {}
    for row, group in enumerate(batch.groups):
        rows.setdefault(group, []).append(row)
    for members in rows.values():
        right = [row for row in members if batch.examples[row].answerable]
        if len(members) > 1 and len(right) == 1:
            choices = torch.cat([answerable.new_zeros(1), answerable[members]])
            total = total + choices.logsumexp(0) - answerable[right[0]]
    return total
