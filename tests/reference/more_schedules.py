#!/usr/bin/env python3
"""Writes more_schedules.json: the rates of torch 1.13's schedulers that schedules.json lacks, and of an equation of Vaswani et al. 2017. Run with
Debian's python3-torch from the root of the repository: /usr/bin/python3 tests/reference/more_schedules.py"""
import json
import warnings

import numpy as np
import torch
from torch.optim import lr_scheduler as schedulers

warnings.simplefilter("ignore")
STEPS = 60


def rates(make, base):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base)
    scheduler = make(optimizer)
    found = []
    for t in range(STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if t + 1 < STEPS:  # one_cycle refuses the step after its last
            scheduler.step()
    return found


CASES = [
    ("cyclic(max_lr=0.5,step_size_up=7)", 0.1, lambda o: schedulers.CyclicLR(o, 0.1, 0.5, step_size_up=7, cycle_momentum=False)),
    ("cyclic(max_lr=0.5,step_size_up=7,step_size_down=4,mode=triangular2)", 0.1,
     lambda o: schedulers.CyclicLR(o, 0.1, 0.5, step_size_up=7, step_size_down=4, mode="triangular2", cycle_momentum=False)),
    ("cyclic(max_lr=0.3,step_size_up=5,mode=exp_range,gamma=0.97)", 0.02,
     lambda o: schedulers.CyclicLR(o, 0.02, 0.3, step_size_up=5, mode="exp_range", gamma=0.97, cycle_momentum=False)),
    ("one_cycle(total_steps=60,three_phase=1)", 0.4, lambda o: schedulers.OneCycleLR(o, 0.4, total_steps=STEPS, three_phase=True, cycle_momentum=False)),
    ("one_cycle(total_steps=60,three_phase=1,pct_start=0.2,anneal_strategy=linear,div_factor=10,final_div_factor=100)", 0.4,
     lambda o: schedulers.OneCycleLR(o, 0.4, total_steps=STEPS, three_phase=True, pct_start=0.2, anneal_strategy="linear", div_factor=10,
                                     final_div_factor=100, cycle_momentum=False)),
    ("chain(constant(factor=0.1,total_iters=10);exponential(gamma=0.9),milestones=10)", 0.2,
     lambda o: schedulers.SequentialLR(o, [schedulers.ConstantLR(o, 0.1, 10), schedulers.ExponentialLR(o, 0.9)], [10])),
    ("chain(linear(start_factor=0.2,total_iters=8);step(step_size=6,gamma=0.5);polynomial(total_iters=20),milestones=8;30)", 0.2,
     lambda o: schedulers.SequentialLR(o, [schedulers.LinearLR(o, 0.2, total_iters=8), schedulers.StepLR(o, 6, 0.5), schedulers.PolynomialLR(o, 20)],
                                       [8, 30])),
]


def main():
    found = []
    for text, base, make in CASES:
        found.append({"call": text, "base_lr": base, "lr": rates(make, base)})
    # Vaswani et al. 2017, (3): min(t^-0.5, t * warmup^-1.5), in units of its greatest value
    found.append({"call": "inverse_square_root(timescale=12,warmup_steps=12)", "base_lr": 0.3,
                  "lr": [0.3 * 12 ** 0.5 * min(t ** -0.5, t * 12 ** -1.5) if t else 0.0 for t in range(STEPS)]})
    # Hu et al. 2024, section 4.2: level, then down along a line over the last part of the steps
    for decay, final in ((0.2, 0), (0.45, 0.02)):
        found.append({"call": f"wsd(decay={decay},final_lr={final})", "base_lr": 0.2,
                      "lr": np.interp(range(STEPS), [0, (1 - decay) * STEPS, STEPS], [0.2, 0.2, final]).tolist()})
    with open("tests/reference/more_schedules.json", "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in found) + "\n]\n")
    print(len(found), "schedules")


main()
