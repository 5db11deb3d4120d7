using System.Runtime.ExceptionServices;

namespace ActorLab.TestKit.Tests;

/// <summary>A thread has one world; a test that makes another one needs another thread.</summary>
internal static class OnItsOwnThread
{
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception failure)
            {
                thrown = ExceptionDispatchInfo.Capture(failure);
            }
        });
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }
}
