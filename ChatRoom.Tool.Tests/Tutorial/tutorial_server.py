"""A stand-in for the tutorial's server: python3 tutorial_server.py PORT

Asks NAME, takes one receive as the name, and relays every chunk as it is to every client, sender included.
Prints the port that it listens on.
"""
import socket
import sys
import threading

clients = {}


def broadcast(chunk):
    for client in list(clients):
        try:
            client.send(chunk)
        except OSError:
            pass


def handle(client):
    try:
        client.send(b"NAME")
        clients[client] = name = client.recv(1024).decode("ascii")
        broadcast(f"{name} joined!".encode("ascii"))
        client.send(b"Connected to server!")
        while chunk := client.recv(1024):
            broadcast(chunk)
    except OSError:
        pass
    name = clients.pop(client, None)
    client.close()
    if name:
        broadcast(f"{name} left!".encode("ascii"))


listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=handle, args=(listener.accept()[0],), daemon=True).start()
