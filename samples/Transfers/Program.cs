using System.Globalization;
using Akka.Actor;
using Transfers;

// Real runs, on Akka's own dispatchers and the real clock: how many of them lose money?
if (args is not [var text, ..] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int runs) ||
    runs < 1 || args.Length > 2 ||
    !Enum.TryParse(args.Length == 2 ? args[1] : nameof(Settlement.WhenSent), out Settlement settlement))
{
    Console.Error.WriteLine("usage: Transfers RUNS [WhenSent|WhenConfirmed], with RUNS of 1 or more");
    return 2;
}

int wrong = await RealRuns.CountWrong(runs, settlement);
Console.WriteLine($"{runs} real runs, {wrong} of them with wrong books");
return 0;
