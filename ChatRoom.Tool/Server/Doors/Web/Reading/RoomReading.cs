using System.Buffers;
using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Server.Doors.Web.Requests;

namespace ChatRoom.Server.Doors.Web.Reading;

/// <summary>
/// The events of one room, from the server's answer to <c>watch</c> on: which of them an answer has, and where it ends. It writes them
/// as they come. One task.
/// </summary>
internal sealed class RoomReading(ReadOptions options, EventWriter eventWriter, IBufferWriter<byte> output)
{
    private long _lastAtBegin;
    private long _end = long.MaxValue;
    private bool _hasOtherLog;

    /// <summary>The server has answered: the events follow.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Nothing more follows.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why the room cannot be read, or not any more; null: it can.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The server asks to come back after this time; null: it does not.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Nothing has ever happened in the room.</summary>
    public bool IsEmpty => HasBegun && _lastAtBegin == 0;

    /// <summary>The name of the room, as it is spelled.</summary>
    public string Room { get; private set; } = "";

    public bool Take(in ServerLine line)
    {
        switch (line.Kind)
        {
            case ServerLineKind.Log:
                eventWriter.Log = line.Code.ToArray();
                break;
            case ServerLineKind.Watching:
                Begin(line);
                break;
            case ServerLineKind.Error or ServerLineKind.Bye:
                Refusal ??= new Refusal(Encoding.ASCII.GetString(line.Code), Encoding.UTF8.GetString(line.Text));
                break;
            case ServerLineKind.Retry:
                RetryAfter = TimeSpan.FromMilliseconds(line.Number);
                if (HasBegun)
                {
                    eventWriter.WriteRetry(line.Number, output);
                }

                break;
            default:
                if (EventWriter.Covers(line))
                {
                    TakeEvent(line);
                }

                break;
        }

        return line.Kind != ServerLineKind.Watching && !IsDone;
    }

    /// <summary>
    /// Writes what comes before the first event. Ids begin anew in another log, and in an older state of the same one: then a reader
    /// must know that something may be missing.
    /// </summary>
    public void WriteBeginning()
    {
        if (_hasOtherLog)
        {
            TakeEvent(new ServerLine { Kind = ServerLineKind.Gap, Room = Encoding.ASCII.GetBytes(Room) });
        }
    }

    private void Begin(in ServerLine watching)
    {
        HasBegun = true;
        Room = Encoding.ASCII.GetString(watching.Room);
        _lastAtBegin = watching.Id;
        var place = options.Place;
        if (options.IsPoll)
        {
            _end = Math.Min(watching.Id + 1, place.End ?? long.MaxValue);
        }

        _hasOtherLog = place.Log.Length > 0 && (!eventWriter.Log.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(place.Log)) || watching.Id < place.Since.Value);
        IsDone = watching.Number >= _end;
    }

    private void TakeEvent(in ServerLine line)
    {
        var next = line.Kind == ServerLineKind.Gap ? line.Id + line.Number : line.Id + 1;
        if (line.Id < _end && options.Filter.Selects(line))
        {
            var shown = line;
            shown.IsReplay = line.IsEvent && line.Id <= _lastAtBegin;
            eventWriter.Write(shown, output);
        }

        IsDone |= next >= _end;
    }
}
