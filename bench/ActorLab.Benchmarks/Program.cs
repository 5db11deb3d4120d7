using ActorLab.Benchmarks;

for (int i = 0; i < 5; i++)
{
    Console.WriteLine($"pp1 {PingPong.Actors(1, 1, 10_000_000).MillionsPerSecond:f1} ch {PingPong.Channels(1, 1, 2_000_000).MillionsPerSecond:f1}  pp8 {PingPong.Actors(8, 100, 2_000_000).MillionsPerSecond:f1} ch {PingPong.Channels(8, 100, 500_000).MillionsPerSecond:f1} counting {Counting.Actors(10_000_000).MillionsPerSecond:f1} ch {Counting.Channel(10_000_000).MillionsPerSecond:f1} ring {ThreadRing.Actors(100, 3_000_000).MillionsPerSecond:f1} ch {ThreadRing.Channels(100, 1_000_000).MillionsPerSecond:f1}");
}
