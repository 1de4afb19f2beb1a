using System.Text;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Verbs;

/// <summary>How long a client in a pipe stays.</summary>
/// <param name="IsOpenEnd">After the end of input it stays and prints until it is stopped.</param>
/// <param name="Linger">It stays so long after everything was acknowledged.</param>
internal sealed record StayPolicy(bool IsOpenEnd = false, TimeSpan Linger = default);

/// <summary>
/// The client in a pipe: says its speech, and prints what is said in the room. Ends when all is said and
/// acknowledged. Where it has input to wait for, one loop says and another receives and prints, so that neither
/// a slow input nor a slow output holds up the other.
/// </summary>
internal sealed class PipeClient(ReliableConnection reliableConnection, InputSource inputSource, LinePrinter printer, StayPolicy stayPolicy, TimeProvider time)
{
    /// <summary>How long the server may take to deal with what was said when the output is lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private volatile bool _rejected;

    /// <summary>Runs to the end of the speech, or of the connection, or until the output takes nothing any more; null is success.</summary>
    public Task<Failure?> RunAsync(CancellationToken readerGone = default) =>
        inputSource.IsAtHand && reliableConnection.Acknowledges && stayPolicy is { IsOpenEnd: false, Linger.Ticks: 0 } ? RunInOneLoopAsync() : RunInTwoLoopsAsync(readerGone);

    /// <summary>Says what is there, and only then receives: no thread is started to wait beside this one.</summary>
    private async Task<Failure?> RunInOneLoopAsync()
    {
        if (!await inputSource.SendAllAsync(Reject))
        {
            return reliableConnection.End;
        }

        while (!reliableConnection.Sender.IsAcknowledged)
        {
            if (!await reliableConnection.ReceiveAsync(Print, CancellationToken.None))
            {
                return reliableConnection.End;
            }

            if (printer.Flush() is { } failure)
            {
                return failure;
            }
        }

        await reliableConnection.LeaveAsync();
        return Result();
    }

    private async Task<Failure?> RunInTwoLoopsAsync(CancellationToken readerGone)
    {
        using var leaving = new CancellationTokenSource();
        var receiving = Task.Run(() => ReceiveAsync(leaving.Token, readerGone));
        var saying = Task.Run(() => inputSource.SayAllAsync(Reject));
        if (await Task.WhenAny(receiving, saying) == receiving)
        {
            var end = await receiving;
            if (!inputSource.IsOver || IsOfOutput(end))
            {
                // A read of input cannot be interrupted, and nobody receives acknowledgements any more; both end with the process.
                return end;
            }
        }

        var said = await saying;
        if (said is null)
        {
            await StayAsync(receiving);
            await reliableConnection.LeaveAsync();
        }

        await leaving.CancelAsync();
        var received = await receiving;
        return said
            ?? (IsOfOutput(received) ? received : null)
            ?? (stayPolicy.IsOpenEnd ? received : null)
            ?? Result();
    }

    private Failure? Result() => _rejected ? new Failure(Outcome.Rejected, "some lines were not said") : reliableConnection.Sender.NotBack;

    /// <summary>Prints on for as long as it was asked to.</summary>
    private async Task StayAsync(Task<Failure?> receiving)
    {
        if (stayPolicy.IsOpenEnd)
        {
            await receiving;
        }
        else if (stayPolicy.Linger > TimeSpan.Zero)
        {
            await Task.WhenAny(receiving, Task.Delay(stayPolicy.Linger, time));
        }
    }

    private async Task<Failure?> ReceiveAsync(CancellationToken leaving, CancellationToken readerGone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, readerGone);
        Failure? lost = null;
        try
        {
            while (lost is null)
            {
                if (!await reliableConnection.ReceiveAsync(Print, either.Token))
                {
                    return reliableConnection.End;
                }

                lost = printer.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            lost = readerGone.IsCancellationRequested ? StandardOutput.HasNoReader : null;
        }

        if (lost is not null)
        {
            await FinishAsync(leaving);
        }

        return lost;
    }

    /// <summary>
    /// The output is lost: reads no further input and prints nothing, and hears what becomes of the lines that were said. A
    /// process that ends with bytes unread hangs up with a reset, which may overtake them.
    /// </summary>
    private async Task FinishAsync(CancellationToken leaving)
    {
        inputSource.Stop();
        using var timesUp = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, timesUp.Token);
        try
        {
            while (!reliableConnection.Sender.IsAcknowledged && await reliableConnection.ReceiveAsync(PrintMistake, either.Token))
            {
                printer.FlushErrors();
            }

            await reliableConnection.LeaveAsync();
        }
        catch (OperationCanceledException)
        {
            // It takes too long, or all is said.
        }
    }

    private void PrintMistake(in ServerLine line)
    {
        if (line.Kind is ServerLineKind.Error or ServerLineKind.Refused)
        {
            Print(line);
        }
    }

    private void Print(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Error when line.Number > 0:
                Reject(line.Number, $"line {line.Number} was not said: {WhyOf(line)}");
                break;
            case ServerLineKind.Refused:
                Reject(line.Id, $"lines {line.Id} to {line.Number} were not said: {WhyOf(line)}");
                break;
            case ServerLineKind.Welcome or ServerLineKind.Subject:
                break;
            default:
                printer.Print(line);
                break;
        }
    }

    private void Reject(long number, string sentence)
    {
        _rejected = true;
        printer.Explain(sentence);
        printer.FlushErrors();
    }

    private static string WhyOf(in ServerLine line) => TextFilter.Clean(Encoding.UTF8.GetString(line.Text));

    private static bool IsOfOutput(Failure? failure) => failure?.Outcome is Outcome.BrokenPipe or Outcome.Failed;
}
