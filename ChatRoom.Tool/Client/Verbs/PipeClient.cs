using System.Text;
using ChatRoom.Client.Conversation;
using ChatRoom.Client.Options;
using ChatRoom.Client.Printing;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Client.Verbs;

/// <summary>How long a client in a pipe stays.</summary>
/// <param name="KeepsOpen">After the end of input it stays and prints until it is stopped.</param>
/// <param name="Linger">How long it stays after the last acknowledgement.</param>
internal sealed record StayPolicy(bool KeepsOpen = false, TimeSpan Linger = default);

/// <summary>
/// The client in a pipe: says its input, and prints the events of the room. It ends when all lines are acknowledged.
/// If it has to wait for input, one loop says and another receives and prints. So neither a slow input nor a slow output
/// delays the other.
/// </summary>
internal sealed class PipeClient(ReliableConnection reliableConnection, InputSource inputSource, LinePrinter printer, StayPolicy stayPolicy, TimeProvider time)
{
    /// <summary>How long to wait for acknowledgements after the output has failed.</summary>
    private static readonly TimeSpan FinishTimeout = TimeSpan.FromSeconds(1);

    private volatile bool _rejected;

    /// <summary>Runs to the end of the input or of the connection, or until the output fails; null is success.</summary>
    public Task<Failure?> RunAsync(CancellationToken readerGone = default) =>
        inputSource.IsInMemory && reliableConnection.Acknowledges && stayPolicy is { KeepsOpen: false, Linger.Ticks: 0 } ? RunInOneLoopAsync() : RunInTwoLoopsAsync(readerGone);

    /// <summary>Says all, and then receives: this needs no second thread.</summary>
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
                // A read of input cannot be interrupted, and nothing receives acknowledgements any more: the process ends.
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
            ?? (stayPolicy.KeepsOpen ? received : null)
            ?? Result();
    }

    private Failure? Result() => _rejected ? new Failure(Outcome.Rejected, "some lines were not said") : reliableConnection.Sender.MissingEchoes;

    /// <summary>Stays and prints as long as the options say.</summary>
    private async Task StayAsync(Task<Failure?> receiving)
    {
        if (stayPolicy.KeepsOpen)
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
    /// The output has failed: reads no further input and prints nothing, but receives the acknowledgements of lines that
    /// were said. A process that ends with unread bytes closes its connection with a reset, and lines on their way are lost.
    /// </summary>
    private async Task FinishAsync(CancellationToken leaving)
    {
        inputSource.Stop();
        using var timeout = new CancellationTokenSource(FinishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, timeout.Token);
        try
        {
            while (!reliableConnection.Sender.IsAcknowledged && await reliableConnection.ReceiveAsync(PrintRefusal, either.Token))
            {
                printer.FlushErrors();
            }

            await reliableConnection.LeaveAsync();
        }
        catch (OperationCanceledException)
        {
            // Time is up, or all is said.
        }
    }

    private void PrintRefusal(in ServerLine line)
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
                Reject(line.Number, $"line {line.Number} was not said: {ReasonOf(line)}");
                break;
            case ServerLineKind.Refused:
                Reject(line.Id, $"lines {line.Id} to {line.Number} were not said: {ReasonOf(line)}");
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

    private static string ReasonOf(in ServerLine line) => TextFilter.Clean(Encoding.UTF8.GetString(line.Text));

    private static bool IsOfOutput(Failure? failure) => failure?.Outcome is Outcome.BrokenPipe or Outcome.Failed;
}
