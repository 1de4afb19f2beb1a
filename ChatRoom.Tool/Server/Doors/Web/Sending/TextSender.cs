using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;
using ChatRoom.Server.Doors.Web.Answers;
using ChatRoom.Server.Doors.Web.Peers;
using ChatRoom.Server.Doors.Web.Requests;

namespace ChatRoom.Server.Doors.Web.Sending;

/// <summary>
/// Says a text over one connection in the typed dialect: all lines together, and waits until they are acknowledged or refused. One task.
/// </summary>
/// <param name="session">The session in which the text is said once; null: there is none.</param>
internal sealed class TextSender(TypedPeer peer, SentText text, SessionId? session)
{
    private readonly long _before = session is null ? 0 : IdempotencyKey.NumberBefore(text.Lines);
    private string? _room;
    private long _done;
    private bool _wasRefused;
    private long? _lastId;
    private Refusal? _refusal;
    private TimeSpan? _retryAfter;

    private long LastNumber => _before + text.Lines.Count;

    /// <summary>Says the text; null: another request said in this session that it was refused, and nothing was said now.</summary>
    public async Task<SendOutcome?> RunAsync(CancellationToken cancel)
    {
        peer.WritePassword(text.Password);
        peer.Write(new ClientLine
        {
            Kind = ClientLineKind.Send,
            Room = text.Room.Bytes,
            Name = text.Name.Bytes,
            IsBot = text.IsBot,
            Session = session is { } id ? Encoding.ASCII.GetBytes(id.ToString()) : default,
        });
        if (session is not null)
        {
            // The answer tells what is said already.
            await ReceiveUntilAsync(() => _room is not null, cancel);
            if (_refusal is not null)
            {
                return Outcome(isRepeated: false);
            }

            if (_wasRefused)
            {
                return null;
            }

            if (_done != 0 && _done != LastNumber)
            {
                return SendOutcome.Refused(WebRefusals.KeyUsed);
            }
        }

        var isRepeated = _done != 0;
        WriteLines(isRepeated);
        await ReceiveUntilAsync(() => _lastId is not null, cancel);
        return Outcome(isRepeated);
    }

    /// <summary>Writes all lines; those that are said already are acknowledged again if the last one comes once more.</summary>
    private void WriteLines(bool areSaid)
    {
        var first = areSaid ? text.Lines.Count - 1 : 0;
        if (text.Lines.Count - first > 1)
        {
            peer.Write(new ClientLine { Kind = ClientLineKind.Together, Number = text.Lines.Count });
        }

        for (var i = first; i < text.Lines.Count; i++)
        {
            peer.Write(new ClientLine { Kind = ClientLineKind.Say, Number = _before + i + 1, Room = text.Room.Bytes, Text = text.Lines[i] });
        }
    }

    private async Task ReceiveUntilAsync(Func<bool> isDone, CancellationToken cancel)
    {
        await peer.FlushAsync(cancel);
        while (!isDone() && _refusal is null)
        {
            // The acknowledgement may come together with the end of the connection.
            if (await peer.ReceiveAsync(Note, cancel) == PeerResult.Ended && !isDone())
            {
                _refusal ??= WebRefusals.Closed;
            }
        }
    }

    private bool Note(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Session:
                _done = line.Number;
                break;
            case ServerLineKind.Welcome:
                _room = Encoding.ASCII.GetString(line.Room);
                break;
            case ServerLineKind.Ack when line.Number >= LastNumber:
                _lastId = line.Id;
                break;
            case ServerLineKind.Error or ServerLineKind.Refused when _room is null && line.Code.SequenceEqual("refused-before"u8):
                _wasRefused = true;
                break;
            case ServerLineKind.Error or ServerLineKind.Refused or ServerLineKind.Bye when _lastId is null:
                _refusal ??= new Refusal(Encoding.ASCII.GetString(line.Code), Encoding.UTF8.GetString(line.Text));
                break;
            case ServerLineKind.Retry:
                _retryAfter = TimeSpan.FromMilliseconds(line.Number);
                break;
            default:
                break;
        }

        return true;
    }

    private SendOutcome Outcome(bool isRepeated) => new(_refusal, _retryAfter, _room ?? "", _lastId ?? 0, isRepeated);
}
