/* SPDX-License-Identifier: GPL-3.0-or-later */
/* M/M/1/64 at a load of 0.9 with the event engine of ns-3 and nothing else of it: an event for each arrival and each
 * departure, its scheduler and its random variables as they are by default. Made and run by run.py where ns-3 is
 * installed; prints "name value" lines as measure.h does.
 *
 *     ns3_mm1 FRAMES */
#include <cstdio>
#include <cstdlib>
#include <deque>

#include "measure.h"
#include <ns3/core-module.h>

using namespace ns3;

namespace {

constexpr size_t BUFFERS = 64;

struct Queue {
    uint64_t left, lost = 0;
    double sojourn = 0;
    std::deque<Time> came;
    Ptr<ExponentialRandomVariable> gap = CreateObject<ExponentialRandomVariable>();
    Ptr<ExponentialRandomVariable> service = CreateObject<ExponentialRandomVariable>();

    explicit Queue(uint64_t frames) : left(frames) {
        gap->SetAttribute("Mean", DoubleValue(1000 / 0.9));
        service->SetAttribute("Mean", DoubleValue(1000));
    }
    void Serve() {
        Simulator::Schedule(NanoSeconds(static_cast<int64_t>(service->GetValue())), &Queue::Depart, this);
    }
    void Depart() {
        sojourn += (Simulator::Now() - came.front()).GetSeconds();
        came.pop_front();
        if (!came.empty())
            Serve();
    }
    void Arrive() {
        if (came.size() == BUFFERS) {
            lost++;
        } else {
            came.push_back(Simulator::Now());
            if (came.size() == 1)
                Serve();
        }
        if (--left > 0)
            Simulator::Schedule(NanoSeconds(static_cast<int64_t>(gap->GetValue())), &Queue::Arrive, this);
    }
};

} // namespace

int main(int argc, char **argv) {
    uint64_t frames = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000;
    Queue queue(frames);
    double began = cpu_seconds();
    Simulator::Schedule(NanoSeconds(0), &Queue::Arrive, &queue);
    Simulator::Run();
    say("frames", static_cast<double>(frames));
    say("seconds", cpu_seconds() - began);
    say("loss", static_cast<double>(queue.lost) / static_cast<double>(frames));
    Simulator::Destroy();
    return 0;
}
